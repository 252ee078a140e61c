"""The foundation without any feature: clusters, access, accounts, files, the audit log and the directory."""

from clusterkit import presets
from tests.projects.base import settings

globals().update(settings(without=(*presets.FEATURES, *presets.PUBLIC_FEATURES)))
