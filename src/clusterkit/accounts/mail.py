"""Mails of accounts: in the language of the one who gets them, as text and HTML, with the cluster's name and colour."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from clusterkit.accounts.links import absolute
from clusterkit.accounts.selectors import language_of
from clusterkit.core.conf import conf
from clusterkit.core.web.colour import accent_palette
from clusterkit.tenancy.context import current_cluster, in_cluster

logger = logging.getLogger("clusterkit.accounts")


def send(template: str, to: str, context: Mapping[str, Any], *, user: AbstractBaseUser | None = None) -> bool:
    """Send the mail ``<template>_subject.txt``, ``_message.txt`` and ``_message.html`` to one address.

    The language is the one *user* chose, else that of the page. False, and a line in the log, where the mail
    server does not take it: a person's form must not break on that.
    """
    language = language_of(user.pk) if user is not None and user.pk else None
    with translation.override(language or translation.get_language()):
        values = {**_brand(), "user": user, "email": to, **context}
        subject = " ".join(render_to_string(f"{template}_subject.txt", values).split())
        message = EmailMultiAlternatives(
            subject, render_to_string(f"{template}_message.txt", values).strip(), None, [to]
        )
        message.attach_alternative(
            render_to_string(f"{template}_message.html", {**values, "subject": subject}), "text/html"
        )
    try:
        message.send()
    except (SMTPException, OSError):
        logger.exception("a mail could not be sent")
        return False
    return True


def _brand() -> dict[str, Any]:
    values: dict[str, Any] = {"site_name": conf.PLATFORM_NAME, "site_url": absolute("/")}
    if in_cluster():
        cluster = current_cluster()
        light, dark = _accents(cluster.brand_colour)
        values |= {
            "cluster": {"name": str(cluster.name), "short_name": str(cluster.short_name)},
            "site_name": str(cluster.short_name) or str(cluster.name),
            "accent": light,
            "accent_dark": dark,
        }
    return values


def _accents(colour: str) -> tuple[str, str]:
    palette = accent_palette(colour)
    return palette.light.accent, palette.dark.accent
