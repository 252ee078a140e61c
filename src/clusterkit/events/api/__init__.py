"""Events and registrations as JSON."""
