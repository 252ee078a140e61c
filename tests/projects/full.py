"""Everything installed."""

from tests.projects.base import settings

globals().update(settings())
