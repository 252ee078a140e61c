"""The JSON API of membership."""
