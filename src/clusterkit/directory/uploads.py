"""What the files of the directory are for, and who may read and remove them. Registered by their import."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import Actor, visible_to
from clusterkit.directory.models import Organisation, Picture
from clusterkit.directory.services.pictures import LOGO, PICTURE
from clusterkit.files.registry import Purpose, register_purpose


def may_read_logo(actor: Actor, stored_file: Any) -> bool:
    """Logos are for everybody."""
    return True


def may_remove_logo(actor: Actor, stored_file: Any) -> bool:
    """Who may edit the organisation that has it."""
    if actor.is_coordinator:
        return True
    return Organisation.objects.filter(logo_id=stored_file.pk, pk__in=actor.administered_ids).exists()


def may_read_picture(actor: Actor, stored_file: Any) -> bool:
    """Who sees the page of the organisation whose gallery has it."""
    return visible_to(actor, Picture.objects.filter(file_id=stored_file.pk)).exists()


def may_remove_picture(actor: Actor, stored_file: Any) -> bool:
    """Who may edit the organisation that has it."""
    if actor.is_coordinator:
        return True
    return Picture.objects.filter(file_id=stored_file.pk, organisation_id__in=actor.administered_ids).exists()


register_purpose(
    Purpose(
        code=LOGO,
        label=_("Logo of an organisation"),
        allowed={"jpg", "png", "webp"},
        may_read=may_read_logo,
        may_remove=may_remove_logo,
        max_bytes=2 * 1024 * 1024,
        inline=True,
        cacheable=True,
        redraw=True,
        max_side=600,
    )
)
register_purpose(
    Purpose(
        code=PICTURE,
        label=_("Picture of an organisation"),
        allowed={"jpg", "png", "webp"},
        may_read=may_read_picture,
        may_remove=may_remove_picture,
        max_bytes=8 * 1024 * 1024,
        inline=True,
        redraw=True,
        max_side=1600,
    )
)
