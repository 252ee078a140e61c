"""What all settings projects share: fast password hashing, mails in memory, files in a temporary folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from typing import Any

from clusterkit import presets

HASHER = "django.contrib.auth.hashers.MD5PasswordHasher"


def settings(
    *,
    without: Sequence[str] = (),
    own: Sequence[str] = (),
    urlconf: str = "tests.projects.urls",
    user_app: str = "clusterkit.emailuser",
) -> dict[str, Any]:
    """The settings of a test project as a mapping for ``globals().update``. *without* leaves features out.

    *own* are a host's apps of a cluster; *user_app* is as in the presets.
    """
    shared = presets.shared_apps(without=without, user_app=user_app)
    tenant = presets.tenant_apps(*own, without=without, user_app=user_app)
    return {
        "SECRET_KEY": "a-key-for-the-tests-which-is-long-enough-to-be-taken",
        "ALLOWED_HOSTS": ["*"],
        "SHARED_APPS": shared,
        "TENANT_APPS": tenant,
        "INSTALLED_APPS": presets.installed_apps(shared, tenant),
        "MIDDLEWARE": presets.MIDDLEWARE,
        "ROOT_URLCONF": urlconf,
        "PUBLIC_SCHEMA_URLCONF": "tests.projects.public_urls",
        "TENANT_MODEL": "clusterkit_tenancy.Cluster",
        "TENANT_DOMAIN_MODEL": "clusterkit_tenancy.Domain",
        "DATABASE_ROUTERS": ["django_tenants.routers.TenantSyncRouter"],
        "DATABASES": {
            "default": presets.database(
                os.environ.get("DATABASE_URL", "postgresql://localhost/clusterkit"),
                CONN_MAX_AGE=0,
                # Two runs at once (a suffix for each) do not fight over one database.
                TEST={"NAME": f"test_clusterkit{os.environ.get('PYTEST_DB_SUFFIX', '')}"},
            )
        },
        "CACHES": presets.CACHES,
        "AUTH_USER_MODEL": "clusterkit_emailuser.User",
        "AUTHENTICATION_BACKENDS": presets.AUTHENTICATION_BACKENDS,
        "PASSWORD_HASHERS": [HASHER],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "/",
        "CSRF_FAILURE_VIEW": "clusterkit.core.web.errors.csrf_failure",
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": presets.CONTEXT_PROCESSORS},
            }
        ],
        "LANGUAGE_CODE": "en",
        "LANGUAGES": presets.LANGUAGES,
        "FORMAT_MODULE_PATH": ["clusterkit.core.formats"],
        "TIME_ZONE": "Europe/Minsk",
        "USE_TZ": True,
        "STATIC_URL": "/static/",
        "MEDIA_ROOT": tempfile.mkdtemp(prefix="clusterkit-tests-"),
        **presets.mail("django.core.mail.backends.locmem.EmailBackend"),
        "DEFAULT_FROM_EMAIL": "noreply@example.org",
        "REST_FRAMEWORK": {**presets.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"address": None, "person": None}},
        "SPECTACULAR_SETTINGS": presets.SPECTACULAR,
        "CLUSTERKIT": {"PUBLIC_DOMAIN": "testserver.public", "LINK_SCHEME": "http"},
        **presets.ALLAUTH,
        **presets.SECURITY,
        "ACCOUNT_RATE_LIMITS": False,
    }
