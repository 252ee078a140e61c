"""Pages of the web hooks."""
