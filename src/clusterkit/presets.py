"""Settings that a host project takes over whole and changes where it wants to.

They are plain values, read by a settings module before Django is set up::

    from clusterkit import presets

    SHARED_APPS = presets.shared_apps()
    TENANT_APPS = presets.tenant_apps("myproject.vacancies")
    INSTALLED_APPS = presets.installed_apps(SHARED_APPS, TENANT_APPS)
    MIDDLEWARE = presets.MIDDLEWARE
    DATABASES = {"default": presets.database(os.environ["DATABASE_URL"])}
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import django

FEATURES: Final = (
    "clusterkit.notifications",
    "clusterkit.webhooks",
    "clusterkit.membership",
    "clusterkit.ideas",
    "clusterkit.events",
    "clusterkit.news",
    "clusterkit.portal",
)
"""Apps of a cluster that may be left out, each by itself."""

PUBLIC_FEATURES: Final = ("clusterkit.registry",)
"""Apps of the public host that may be left out."""

_BOTH: Final = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.admin",
    "allauth.account",
)
_LIBRARIES: Final = (
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
)
_FOUNDATION: Final = (
    "clusterkit.access",
    "clusterkit.audit",
    "clusterkit.accounts",
    "clusterkit.files",
    "clusterkit.questionnaires",
    "clusterkit.directory",
)


def _token_apps() -> tuple[str, ...]:
    return ("knox",) if find_spec("knox") is not None else ()


def _second_factor() -> tuple[str, ...]:
    # Its rows point to people, so its table stands where people stand; only operators use it.
    return ("allauth.mfa",) if find_spec("fido2") is not None else ()


def _sidecar() -> tuple[str, ...]:
    return ("drf_spectacular_sidecar",) if find_spec("drf_spectacular_sidecar") is not None else ()


def shared_apps(*own: str, without: Sequence[str] = (), user_app: str = "clusterkit.emailuser") -> list[str]:
    """Apps whose tables stand in ``public``: the platform's, what operators need to sign in, and *own* ones.

    *without* leaves features out; *user_app* is the app of AUTH_USER_MODEL ("" for Django's own user).
    """
    users = [user_app] if user_app else []
    apps = [
        "clusterkit.core",
        "django_tenants",
        "clusterkit.tenancy",
        "clusterkit.hosting",
        "clusterkit.jobs",
        *PUBLIC_FEATURES,
        *users,
        *_BOTH,
        *_second_factor(),
        *_LIBRARIES,
        *_sidecar(),
        *own,
    ]
    return [name for name in apps if name not in without]


def tenant_apps(*own: str, without: Sequence[str] = (), user_app: str = "clusterkit.emailuser") -> list[str]:
    """Apps whose tables stand in every cluster's schema, *own* ones last. Arguments as in :func:`shared_apps`."""
    users = [user_app] if user_app else []
    apps = [*_FOUNDATION, *FEATURES, *users, *_BOTH, *_second_factor(), *_token_apps(), *own]
    return [name for name in apps if name not in without]


def installed_apps(shared: Sequence[str], tenant: Sequence[str]) -> list[str]:
    """INSTALLED_APPS: ours before the libraries, so that our templates and commands win."""
    ours = [name for name in (*tenant, *shared) if name.startswith("clusterkit.")]
    return list(dict.fromkeys([*ours, *(name for name in (*tenant, *shared) if name not in ours)]))


# Django 6 brings the policy header itself; before, django-csp writes the same one.
_CSP_IN_DJANGO = django.VERSION >= (6, 0)

MIDDLEWARE: Final = [
    "clusterkit.tenancy.middleware.ClusterMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware" if _CSP_IN_DJANGO else "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "clusterkit.tenancy.middleware.SessionSchemaMiddleware",
    "clusterkit.access.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clusterkit.access.middleware.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

CONTEXT_PROCESSORS: Final = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "django.template.context_processors.i18n",
    "clusterkit.core.web.context.layout",
    "clusterkit.tenancy.web.context.cluster",
]

_POLICY: Final[dict[str, list[str]]] = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "manifest-src": ["'self'"],
}

SECURITY: Final[dict[str, Any]] = {
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
    "SECURE_REFERRER_POLICY": "same-origin",
    "X_FRAME_OPTIONS": "DENY",
    "SESSION_COOKIE_HTTPONLY": True,
    **({"SECURE_CSP": _POLICY} if _CSP_IN_DJANGO else {"CONTENT_SECURITY_POLICY": {"DIRECTIVES": _POLICY}}),
}
"""Security headers: pages load scripts, styles, fonts and pictures from their own host only."""

HTTPS: Final[dict[str, Any]] = {
    "SESSION_COOKIE_NAME": "__Host-session",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_NAME": "__Host-csrf",
    "CSRF_COOKIE_SECURE": True,
    "LANGUAGE_COOKIE_SECURE": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
}
"""For a deployment behind HTTPS; the ``__Host-`` names keep a cookie on the one host that set it."""

LANGUAGES: Final = [("ru", "Русский"), ("be", "Беларуская"), ("en", "English"), ("pl", "Polski")]

AUTHENTICATION_BACKENDS: Final = ["allauth.account.auth_backends.AuthenticationBackend"]

ALLAUTH: Final[dict[str, Any]] = {
    "ACCOUNT_LOGIN_METHODS": {"email"},
    "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
    "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
    "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
    "ACCOUNT_ADAPTER": "clusterkit.accounts.adapter.AccountAdapter",
    "ACCOUNT_PREVENT_ENUMERATION": True,
    "ACCOUNT_CONFIRM_EMAIL_ON_GET": False,
    "ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION": True,
    "ACCOUNT_LOGOUT_ON_GET": False,
    "ACCOUNT_SESSION_REMEMBER": None,
    "MFA_ADAPTER": "clusterkit.accounts.second_factor.SecondFactorAdapter",
    "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
    "ACCOUNT_FORMS": {
        "signup": "clusterkit.accounts.forms.SignupForm",
        "login": "clusterkit.accounts.forms.LoginForm",
    },
}
"""Settings of django-allauth; ``globals().update(presets.ALLAUTH)`` takes them over."""

REST_FRAMEWORK: Final[dict[str, Any]] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The token first: its challenge makes the answer to a guest a 401, as RFC 9110 wants it.
        *(["knox.auth.TokenAuthentication"] if find_spec("knox") is not None else []),
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["clusterkit.core.api.permissions.PolicyPermission"],
    "DEFAULT_PAGINATION_CLASS": "clusterkit.core.api.pagination.Cursor",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    # There is one format, and a member called "format" in a query is none of DRF's business.
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_PARSER_CLASSES": [
        "clusterkit.core.api.parsers.JSONParser",
        "clusterkit.core.api.parsers.MultiPartParser",
        "clusterkit.core.api.parsers.FormParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "clusterkit.core.api.schema.ProblemSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "clusterkit.tenancy.throttles.AddressThrottle",
        "clusterkit.core.api.throttles.PersonThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"address": "600/min", "person": "300/min"},
    "EXCEPTION_HANDLER": "clusterkit.core.api.problems.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

_ENUMS: Final = {
    "directory": "OrganisationKind ContactKind",
    "events": "EventMode SeatMode EventState RegistrationState CheckInKind",
    "ideas": "ItemMode ItemState ChangeState InterestState OutcomeKind ReactionKind IdeaStage ReportState SanctionKind TopicKind TopicState",
    "membership": "DocumentKind ReasonPurpose",
    "questionnaires": "QuestionKind",
}
"""Enums that have the name of their class in the API's description, since one field name is used for several."""

SPECTACULAR: Final[dict[str, Any]] = {
    "TITLE": "clusterkit",
    "DESCRIPTION": "What a cluster's site does, as JSON. Every list and every action asks the same policies as the pages.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        **{name: f"clusterkit.{app}.enums.{name}" for app, names in _ENUMS.items() for name in names.split()},
        "ShortMeetingState": "clusterkit.events.enums.MeetingState",
        "IdeaDecision": "clusterkit.ideas.enums.DECISIONS",
        "WebhookDeliveryState": "clusterkit.webhooks.enums.DeliveryState",
    },
}

CACHES: Final[dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "clusterkit.tenancy.caching.make_key",
    }
}


def database(url: str, **options: Any) -> dict[str, Any]:
    """The DATABASES entry for a ``postgres://`` URL. *options* are further keys of the entry.

    A socket folder is given as ``?host=/folder``. Raises ``ValueError`` for another kind of database.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("clusterkit needs PostgreSQL: DATABASE_URL begins with postgres://")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "clusterkit.tenancy.backend",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or query.get("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or query.get("port") or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        **options,
    }


def mail(backend: str, **options: Any) -> dict[str, Any]:
    """The setting that names the mail backend: MAILERS since Django 6.1, EMAIL_BACKEND before.

    *options* are the backend's own (host, port, username …), for MAILERS; ``globals().update(presets.mail(...))``
    takes it over.
    """
    if django.VERSION >= (6, 1):
        return {"MAILERS": {"default": {"BACKEND": backend, "OPTIONS": options}}}
    names = {"username": "HOST_USER", "password": "HOST_PASSWORD"}
    return {
        "EMAIL_BACKEND": backend,
        **{f"EMAIL_{names.get(name, name.upper())}": value for name, value in options.items()},
    }
