"""A host with Django's own user, an app, templates and a decision rule of its own: those of the example project."""

from pathlib import Path

from tests.projects.base import settings

_values = settings(own=("example_project.partners",), user_app="")
_values["AUTH_USER_MODEL"] = "auth.User"
# Django's user has a username besides the address. Nobody sees it; django-allauth makes it from the address.
_values["ACCOUNT_USER_MODEL_USERNAME_FIELD"] = "username"
_values["TEMPLATES"][0]["DIRS"] = [Path(__file__).resolve().parents[2] / "example_project" / "templates"]
_values["CLUSTERKIT"] |= {"DECISION_RULE": "majority", "STRICT_POLICIES": ("clusterkit", "example_project")}
globals().update(_values)
