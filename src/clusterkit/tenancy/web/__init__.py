"""Pages and context of the tenancy."""
