"""The audit log as JSON."""
