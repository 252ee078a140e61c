"""What fits to what: words, scorers, candidates. Nothing here writes."""
