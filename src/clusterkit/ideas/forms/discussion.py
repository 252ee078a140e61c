"""Taking part in a discussion."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm


def mention_attributes() -> dict[str, Any]:
    """What a text needs so that people and organisations are suggested while somebody types "@"."""
    return {
        "data-mentions": reverse("clusterkit_ideas:mention"),
        "data-mentions-label": _("People and organisations"),
    }


class CommentForm(ClusterForm):
    """A contribution to the discussion."""

    text = forms.CharField(label=_("Your comment"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))
    parent = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= mention_attributes()
