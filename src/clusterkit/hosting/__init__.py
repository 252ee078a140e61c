"""Hosting many clusters: blueprints, spare schemas, migrations, archives, health, and the command for all of it."""
