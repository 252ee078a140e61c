"""The settings of the rush: those of the tests, with connections to the database kept open as in production."""

from tests.projects.base import settings

globals().update(settings())
globals()["DATABASES"]["default"].update(CONN_MAX_AGE=300, CONN_HEALTH_CHECKS=True)
