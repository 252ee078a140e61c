"""A form field for private files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clusterkit.core.exceptions import InvalidInput
from clusterkit.files.registry import Purpose, purposes
from clusterkit.files.validators import check_upload


class PrivateFileField(forms.FileField):
    """Takes a file of a purpose and checks its content with the form; the cleaned value goes to ``store_file``.

    The purpose is looked up when the field is used, so it may be registered after the form is written. The
    ``hint`` of the field tells people which kinds and how large.
    """

    widget = forms.FileInput

    def __init__(self, *, purpose: str, **kwargs: Any) -> None:
        self.purpose_code = purpose
        super().__init__(**kwargs)

    @property
    def purpose(self) -> Purpose:
        """What the file is for. Raises ``LookupError`` where nobody registered it."""
        return purposes.require(self.purpose_code)

    @property
    def hint(self) -> str:
        """Which kinds and how large, in the language of the page."""
        return self.purpose.hint

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        """Offer only the allowed kinds in the browser's dialogue."""
        self.widget.attrs.setdefault("accept", ",".join(f".{name}" for name in self.purpose.extensions))
        return super().get_bound_field(form, field_name)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The upload, checked. Raises ``ValidationError`` for people."""
        upload = super().clean(data, initial)
        if not upload or upload is initial:
            return upload
        try:
            check_upload(upload, self.purpose)
        except InvalidInput as error:
            raise ValidationError(str(error.message), code="invalid") from error
        upload.seek(0)
        return upload
