"""Gunicorn's settings for the demonstration; the address comes on the command line."""

from typing import Any

wsgi_app = "example_project.wsgi:application"
worker_class = "gthread"
workers = 1
threads = 8
graceful_timeout = 5
loglevel = "warning"
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Say that people may come: the socket takes connections from now on."""
    print("The site answers. Ctrl-C stops all of it.", flush=True)
