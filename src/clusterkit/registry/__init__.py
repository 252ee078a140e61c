"""The public host: the catalogue of clusters."""
