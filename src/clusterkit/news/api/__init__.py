"""News and pages as JSON."""
