"""The benchmarks: each compares with a named baseline in the same run. ``make bench``, ``make bench ONLY=name``."""
