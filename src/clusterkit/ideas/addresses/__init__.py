"""Addresses of the exchange, by part."""
