"""The settings of the rush: those of the tests, with connections to the database kept open as in production."""

from tests.projects.full import *  # noqa: F403
from tests.projects.full import DATABASES

DATABASES["default"].update(CONN_MAX_AGE=300, CONN_HEALTH_CHECKS=True)
