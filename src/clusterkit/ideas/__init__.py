"""The idea exchange."""
