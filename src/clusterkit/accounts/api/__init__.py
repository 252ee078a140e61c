"""One's own account as JSON."""
