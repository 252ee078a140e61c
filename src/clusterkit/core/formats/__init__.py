"""Formats of dates and numbers that Django does not bring."""
