"""What the matching of the exchange finds, and how fast."""
