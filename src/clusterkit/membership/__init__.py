"""Membership applications and terms."""
