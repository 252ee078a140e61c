"""The checks that an upload passes, one place for forms, the API and services."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO, Any, Final, cast

import puremagic
from django.core.files import File
from django.utils.translation import gettext as _

from clusterkit.core.exceptions import InvalidInput
from clusterkit.files.documents import check_archive
from clusterkit.files.images import check_image, redraw
from clusterkit.files.kinds import FileKind, kind_of_extension
from clusterkit.files.names import clean_name, split_extension
from clusterkit.files.pdf import check_pdf
from clusterkit.files.refusals import Refused, Why, sentence
from clusterkit.files.registry import Purpose, size_text

_HEAD: Final = 8192


@dataclass(frozen=True)
class CheckedFile:
    """An upload that passed: its clean name, media type, size in bytes and content (open, anywhere)."""

    name: str
    content_type: str
    size: int
    content: IO[bytes]


def check_upload(upload: File[Any], purpose: Purpose) -> CheckedFile:
    """Check *upload* for *purpose* by its size, its extension and its content, which must agree.

    Raises ``InvalidInput`` with ``field="file"`` and a message that says what would be taken.
    """
    size = upload.size or 0
    if size <= 0:
        raise InvalidInput(_("The file is empty. Choose another one."), field="file")
    if size > purpose.limit:
        raise InvalidInput(
            _("The file is too large: %(size)s. It may have up to %(limit)s.")
            % {"size": size_text(size), "limit": size_text(purpose.limit)},
            field="file",
        )
    kind = kind_of_extension(split_extension(upload.name or "")[1])
    if kind is None or kind.extension not in purpose.extensions:
        raise InvalidInput(
            _("This kind of file is not taken here. Choose one of these: %(hint)s.") % {"hint": purpose.hint},
            field="file",
        )
    try:
        return _checked(upload, kind, purpose, size)
    except Refused as refusal:
        raise InvalidInput(sentence(refusal.why, kind.label), field="file") from None


def _checked(upload: File[Any], kind: FileKind, purpose: Purpose, size: int) -> CheckedFile:
    content = cast("IO[bytes]", upload.file)
    _check_content(content, kind)
    if kind.family != "image" or not purpose.redraw:
        return CheckedFile(clean_name(upload.name or "", extension=kind.extension), kind.content_type, size, content)
    drawn = redraw(content, kind.marker, max_side=purpose.max_side)
    return CheckedFile(clean_name(upload.name or "", extension="png"), "image/png", len(drawn), io.BytesIO(drawn))


def _check_content(content: IO[bytes], kind: FileKind) -> None:
    content.seek(0)
    if not _signatures(content.read(_HEAD)) & kind.signatures:
        raise Refused(Why.OTHER)
    if kind.family == "image":
        check_image(content, kind.marker)
    elif kind.family == "pdf":
        check_pdf(content)
    else:
        check_archive(content, kind)


def _signatures(head: bytes) -> set[str]:
    try:
        return {match.extension.lower() for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()
