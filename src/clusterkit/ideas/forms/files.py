"""Several files at once."""

from __future__ import annotations

from typing import Any

from django import forms

from clusterkit.files.forms import PrivateFileField


class SeveralFiles(forms.FileInput):
    """The browser's own choice of files, more than one at a time."""

    allow_multiple_selected = True


class AttachmentsField(PrivateFileField):
    """A private file field for several files; the cleaned value is a list, each file checked."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The uploads. Raises ``ValidationError`` for the first that is not taken."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(AttachmentsField, self).clean(one, initial) for one in given if one]
