"""Choosing mails."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm
from clusterkit.notifications.selectors import mailed_kinds


class MailChoiceForm(ClusterForm):
    """The kinds of mails that the person wants."""

    wanted = forms.MultipleChoiceField(
        label=_("Send me a mail about"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whatever you choose, the notices stay here on the site. Mails about your account always come."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = [(kind.code, kind.label) for kind in mailed_kinds()]  # type: ignore[attr-defined]
