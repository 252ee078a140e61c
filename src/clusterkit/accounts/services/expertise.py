"""What a person knows and wants to be asked about. Whether others see it is a consent, given and taken back as others are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError

from clusterkit.accounts.enums import TAG_FIELDS
from clusterkit.accounts.models import Expertise, ExpertiseTag
from clusterkit.accounts.validators import clean_tags, tag_key
from clusterkit.core.exceptions import InvalidInput


def write_tags(*, user_id: int, given: Mapping[str, Iterable[str]]) -> list[str]:
    """Put *given* (by the names of ``TAG_FIELDS``) in the place of what was there; the names of what changed.

    For :func:`edit_profile`, which holds the lock of the person and writes the entry of the log. Raises ``InvalidInput``.
    """
    cleaned = {name: _clean(name, values) for name, values in given.items()}
    expertise = Expertise.objects.filter(user_id=user_id).first()
    changed = []
    for name, wanted in cleaned.items():
        rows = ExpertiseTag.objects.filter(expertise__user_id=user_id, kind=TAG_FIELDS[name])
        if wanted == list(rows.values_list("name", flat=True)):
            continue
        if expertise is None:
            expertise = Expertise.objects.create(user_id=user_id)
        rows.delete()
        ExpertiseTag.objects.bulk_create(
            ExpertiseTag(expertise=expertise, kind=TAG_FIELDS[name], place=place, name=word, key=tag_key(word))
            for place, word in enumerate(wanted)
        )
        changed.append(name)
    if expertise is not None and changed:
        if expertise.tags.exists():
            expertise.save()
        else:
            expertise.delete()
    return changed


def _clean(name: str, values: Iterable[str]) -> list[str]:
    try:
        return clean_tags(values)
    except ValidationError as error:
        raise InvalidInput(error.messages[0], field=name) from error
