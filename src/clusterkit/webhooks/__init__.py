"""Happenings of a cluster, told to other systems: signed, repeated until they arrive, and to nowhere inside."""
