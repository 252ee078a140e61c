"""Pages of the council, cut by what they are about."""
