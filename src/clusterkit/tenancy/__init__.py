"""Clusters as PostgreSQL schemas: which cluster a request belongs to, and the guards that keep them apart."""
