"""Organisations, affiliations, sectors."""
