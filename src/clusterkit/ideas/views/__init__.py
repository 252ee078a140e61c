"""Pages of the idea exchange."""
