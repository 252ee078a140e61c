"""Accounts: registration, sign-in, profile, consents."""
