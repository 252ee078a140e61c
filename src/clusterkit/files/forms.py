"""A form field for private files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

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


class FilesInput(forms.FileInput):
    """A file input in which several can be chosen at once."""

    allow_multiple_selected = True


class PrivateFilesField(PrivateFileField):
    """Takes up to *most* files of a purpose at once; the cleaned value is a list, each for ``store_file``."""

    widget = FilesInput

    def __init__(self, *, purpose: str, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(purpose=purpose, **kwargs)

    @property
    def hint(self) -> str:
        """How many, which kinds and how large, in the language of the page."""
        return _("Up to %(count)d files at once: %(hint)s.") % {"count": self.most, "hint": super().hint}

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The uploads, each checked. Raises ``ValidationError`` that names the file it is about."""
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if not uploads:
            super().clean(None, initial)
            return []
        if len(uploads) > self.most:
            raise ValidationError(_("At most %(count)d files at once, please.") % {"count": self.most}, code="many")
        errors: list[str] = []
        for upload in uploads:
            try:
                super().clean(upload, None)
            except ValidationError as error:
                errors += [f"{upload.name}: {message}" for message in error.messages]
        if errors:
            raise ValidationError(errors)
        return uploads
