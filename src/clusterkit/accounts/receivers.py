"""Where accounts meet the rest of the site: the person's menu, what needs him, his language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.account.models import EmailConfirmation
from allauth.account.signals import user_logged_in
from django.apps import apps
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.accounts.actions import MANAGE_OWN, SEE_PEOPLE
from clusterkit.accounts.language import remember_language
from clusterkit.accounts.models import PersonalLink, TokenName
from clusterkit.accounts.selectors import changed_consents, language_of
from clusterkit.core.surfaces import Entry, Task, ViewerPayload, account_menu, my_tasks
from clusterkit.hosting.hooks import ClusterCopied, cluster_copied


def profile_entry(payload: ViewerPayload) -> Sequence[Entry]:
    """The way to one's own account."""
    if not payload.viewer.allows(MANAGE_OWN):
        return []
    entries = [Entry(gettext_lazy("My profile"), reverse("clusterkit_accounts:profile"), 50)]
    if payload.viewer.allows(SEE_PEOPLE):
        entries.append(Entry(gettext_lazy("Who is registered"), reverse("clusterkit_accounts:people"), 92))
    return entries


def texts_to_read(payload: ViewerPayload) -> Sequence[Task]:
    """A required text that he did not agree to yet, or one that changed since he did."""
    if not payload.viewer.allows(MANAGE_OWN):
        return []
    url = reverse("clusterkit_accounts:consents")
    return [
        Task(_("Please read: %(title)s") % {"title": purpose.title}, url, _("The text is new to you"), tone="warn")
        for purpose in changed_consents(payload.viewer)
    ]


@cluster_copied.connect
def sign_everybody_out(payload: ClusterCopied) -> None:
    """In a copied cluster no session goes on and no token and no personal address opens anything; links in mails are signed for the old schema."""
    Session.objects.all().delete()
    EmailConfirmation.objects.all().delete()
    TokenName.objects.all().delete()
    PersonalLink.objects.all().delete()
    if apps.is_installed("knox"):
        from knox.models import get_token_model

        get_token_model().objects.all().delete()


@receiver(user_logged_in, dispatch_uid="clusterkit.accounts.language")
def speak_his_language(*, user: Any, response: Any, **kwargs: Any) -> None:
    """At the sign-in the pages change to the language of the profile."""
    if response is not None and (code := language_of(user.pk)):
        remember_language(response, code)


account_menu.connect(profile_entry, order=50)
my_tasks.connect(texts_to_read, order=10)
