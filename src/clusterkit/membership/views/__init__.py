"""Pages of membership."""
