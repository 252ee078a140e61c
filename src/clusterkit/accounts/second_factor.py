"""The second factor of operators (django-allauth's authenticator codes): how its secrets are kept and shown."""

from __future__ import annotations

import base64
import hashlib
from io import BytesIO
from typing import Any

import segno
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import force_bytes

from clusterkit.core.conf import conf


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are encrypted with the site's key, so that a copy of the database alone makes no codes."""

    def get_totp_issuer(self) -> str:
        """The name that the authenticator app shows."""
        return str(conf.PLATFORM_NAME)

    def build_totp_svg(self, url: str) -> str:
        """The code to scan, dark on a light field in both themes."""
        drawing = BytesIO()
        segno.make(url, micro=False).save(
            drawing, kind="svg", scale=5, border=4, dark="#000", light="#fff", xmldecl=False
        )
        return drawing.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """With SECRET_KEY."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """With SECRET_KEY or one of SECRET_KEY_FALLBACKS."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def has_second_factor(user: Any) -> bool:
    """Whether the person set up an authenticator app."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())


def used_second_factor(request: HttpRequest) -> bool:
    """Whether a code was given in this session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def remember_second_factor(request: HttpRequest) -> None:
    """Count this session as one with a code: the app was set up in it, with a first code."""
    record_authentication(request, request.user, method="mfa", type=Authenticator.Type.TOTP.value)


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str | bytes) -> bytes:
    return hashlib.blake2b(force_bytes(key), digest_size=32, person=b"second-factor").digest()
