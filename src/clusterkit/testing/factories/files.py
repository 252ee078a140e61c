"""Private files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import factory
from django.core.files.base import ContentFile

from clusterkit.core.policies import SystemActor
from clusterkit.files.models import StoredFile
from clusterkit.files.registry import Purpose, purposes
from clusterkit.files.services import store_file

OPEN_PURPOSE = "testing.open"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def png(width: int = 8, height: int = 8, *, colour: tuple[int, int, int] = (11, 92, 122)) -> bytes:
    """The bytes of a PNG picture of one colour."""
    from PIL import Image

    content = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(content, "PNG")
    return content.getvalue()


def archive(entries: Mapping[str, str | bytes]) -> bytes:
    """The bytes of a zip with these entries."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name, data)
    return content.getvalue()


def docx(text: str = "text") -> bytes:
    """The bytes of a document that passes for DOCX."""
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": f"<document>{text}</document>"})


def upload(content: bytes = PDF, name: str = "charter.pdf") -> ContentFile[bytes]:
    """Something to give to ``store_file``."""
    return ContentFile(content, name=name)


class StoredFileFactory(factory.django.DjangoModelFactory):
    """A file kept by the service. ``content`` is bytes; the purpose ``testing.open`` is readable by everybody."""

    class Meta:
        model = StoredFile

    purpose = OPEN_PURPOSE
    name = "charter.pdf"
    content = PDF

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        if kwargs["purpose"] == OPEN_PURPOSE and purposes.get(OPEN_PURPOSE) is None:
            purposes.register(
                Purpose(code=OPEN_PURPOSE, allowed={"pdf", "docx", "png", "jpg"}, may_read=lambda actor, stored: True)
            )
        return store_file(
            upload=upload(kwargs["content"], kwargs["name"]),
            purpose=kwargs["purpose"],
            actor=kwargs.get("actor") or SystemActor(),
        )
