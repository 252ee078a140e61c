"""What an organisation shows of itself: products, certificates, and pictures that are drawn here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from clusterkit.core.policies import Actor
from clusterkit.directory.models import Organisation
from clusterkit.directory.services import (
    CertificateRow,
    PictureRow,
    ProductRow,
    set_certificates,
    set_pictures,
    set_products,
)
from example_project.demo.scenes import draw_scene


def show(organisation: Organisation, row: dict[str, Any], actor: Actor) -> None:
    """The optional ``products``, ``certificates`` and ``pictures`` of a row of organisations.json."""
    if products := row.get("products"):
        rows = [ProductRow(title=item["title"], text=item["text"]) for item in products]
        set_products(organisation=organisation, actor=actor, rows=rows)
    if certificates := row.get("certificates"):
        set_certificates(
            organisation=organisation,
            actor=actor,
            rows=[
                CertificateRow(
                    title=item["title"],
                    issuer=item["issuer"],
                    number=item["number"],
                    valid_until=timezone.localdate() + timedelta(days=item["valid_in_days"]),
                )
                for item in certificates
            ],
        )
    if pictures := row.get("pictures"):
        set_pictures(
            organisation=organisation,
            actor=actor,
            rows=[
                PictureRow(
                    alt=item["alt"],
                    upload=SimpleUploadedFile(
                        f"{item['scene']}.png", draw_scene(item["scene"], row["key"]), content_type="image/png"
                    ),
                )
                for item in pictures
            ],
        )
