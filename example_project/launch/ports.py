"""Is the port that the site shall answer on free?"""

import socket

from example_project.launch.errors import LaunchError

HIGHEST = 65535


def parse(text: str) -> int:
    """The port number in ``text``. Raises LaunchError unless it is a whole number from 1 to 65535."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= HIGHEST:
        raise LaunchError(f"PORT must be a number from 1 to {HIGHEST}, not {text!r}")
    return int(text)


def ensure_free(host: str, port: int) -> None:
    """Raise LaunchError if something listens on ``host``:``port`` or we may not listen there."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise LaunchError(f"BIND {host!r} is no address of this machine: {error.strerror}") from error
    with socket.socket(family, kind, protocol) as probe:
        # A connection of the last run that is still winding down does not make the port busy.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen()
        except PermissionError as error:
            raise LaunchError(f"Port {port} needs more rights: try PORT={8000 + port} make demo") from error
        except OSError as error:
            another = port + 1 if port < HIGHEST else port - 1
            raise LaunchError(f"Port {port} is in use on {host}: try PORT={another} make demo") from error
