"""Notices as JSON."""
