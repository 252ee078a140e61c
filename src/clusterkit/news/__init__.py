"""News and pages."""
