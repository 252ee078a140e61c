"""Template tags of the idea exchange."""
