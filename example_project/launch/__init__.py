"""Start the example project on a bare machine: embedded PostgreSQL, preflight checks, child processes.

Nothing here needs Django: ``python -m example_project.launch --help`` lists the commands.
"""
