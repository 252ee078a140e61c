"""Settings of the example project: the package's presets and what a host changes."""

from __future__ import annotations

import os
from pathlib import Path

from clusterkit import presets

ROOT = Path(__file__).resolve().parent.parent
LOCAL = Path(os.environ.get("CLUSTERKIT_LOCAL", ROOT / ".local"))

DEBUG = os.environ.get("DEBUG", "") == "1"
# The demonstration runs on one machine for one person; a real deployment sets SECRET_KEY in its environment.
SECRET_KEY = os.environ.get("SECRET_KEY", "a-key-for-the-demonstration-only-which-everybody-knows")
PUBLIC_DOMAIN = os.environ.get("PUBLIC_DOMAIN", "localhost")
PORT = int(os.environ.get("PORT", "8000"))
ALLOWED_HOSTS = [PUBLIC_DOMAIN, f".{PUBLIC_DOMAIN}"]

SHARED_APPS = presets.shared_apps()
TENANT_APPS = presets.tenant_apps("example_project.demo", "example_project.partners")
INSTALLED_APPS = presets.installed_apps(SHARED_APPS, TENANT_APPS)
MIDDLEWARE = [
    presets.MIDDLEWARE[0],
    "whitenoise.middleware.WhiteNoiseMiddleware",
    *presets.MIDDLEWARE[1:],
]

ROOT_URLCONF = "example_project.urls"
PUBLIC_SCHEMA_URLCONF = "example_project.public_urls"
WSGI_APPLICATION = "example_project.wsgi.application"

TENANT_MODEL = "clusterkit_tenancy.Cluster"
TENANT_DOMAIN_MODEL = "clusterkit_tenancy.Domain"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DATABASES = {"default": presets.database(os.environ.get("DATABASE_URL", "postgresql://localhost/clusterkit"))}
CACHES = presets.CACHES
AUTH_USER_MODEL = "clusterkit_emailuser.User"
AUTHENTICATION_BACKENDS = presets.AUTHENTICATION_BACKENDS
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
CSRF_FAILURE_VIEW = "clusterkit.core.web.errors.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "example_project" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": presets.CONTEXT_PROCESSORS},
    }
]

LANGUAGE_CODE = "ru"
LANGUAGES = presets.LANGUAGES
FORMAT_MODULE_PATH = ["clusterkit.core.formats"]
TIME_ZONE = "Europe/Minsk"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = LOCAL / "static"
MEDIA_ROOT = LOCAL / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

globals().update(presets.mail("example_project.demo.mail.MailboxBackend"))
DEFAULT_FROM_EMAIL = "clusterkit <noreply@example.org>"

REST_FRAMEWORK = presets.REST_FRAMEWORK
SPECTACULAR_SETTINGS = presets.SPECTACULAR
globals().update(presets.ALLAUTH)
globals().update(presets.SECURITY)

SILENCED_SYSTEM_CHECKS: list[str] = []

CLUSTERKIT = {
    "PLATFORM_NAME": "Кластеры Беларуси",
    "PUBLIC_DOMAIN": PUBLIC_DOMAIN,
    "LINK_SCHEME": os.environ.get("LINK_SCHEME", "http"),
    "LINK_PORT": PORT if PUBLIC_DOMAIN == "localhost" else None,
    # The office of a small cluster answers sooner than the package supposes.
    "NEEDS_INFO_DAYS": 21,
    # The example's own addresses and admin pages are held to "no policy, no start" as well.
    "STRICT_POLICIES": ("clusterkit", "example_project"),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        # What visitors do wrong is not worth a line in the demonstration; what the site does wrong is.
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "clusterkit": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
