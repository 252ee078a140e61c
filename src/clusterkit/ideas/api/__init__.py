"""The idea exchange as JSON."""
