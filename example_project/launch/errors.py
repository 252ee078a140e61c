"""What can go wrong before the site answers, said in one line each."""


class LaunchError(Exception):
    """A start that cannot succeed. The text is one plain line for the person at the terminal."""
