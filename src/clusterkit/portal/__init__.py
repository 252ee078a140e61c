"""Home, search, one’s own page, the office’s board."""
