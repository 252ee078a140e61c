"""What in an item without a name may tell whose it is, in words for its owner."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from clusterkit.core.policies import Actor
from clusterkit.core.translated import as_translated
from clusterkit.directory.enums import AffiliationState
from clusterkit.directory.models import Affiliation
from clusterkit.files.models import StoredFile
from clusterkit.files.storage import private_storage
from clusterkit.ideas.anonymity import FileFacts, Known, Telltale, file_facts, telltales
from clusterkit.ideas.models import Item, person_name, word_of_field
from clusterkit.ideas.policies import is_owner

_READ: Final = ("title", "summary", "body")
_MESSAGES: Final[dict[str, str | Promise]] = {
    "organisation": gettext_lazy("The name or the site of your organisation: “%(words)s”"),
    "person": gettext_lazy("A name of somebody of your organisation: “%(words)s”"),
    "email": gettext_lazy("An e-mail address: “%(words)s”"),
    "phone": gettext_lazy("A telephone number: “%(words)s”"),
    "link": gettext_lazy("A link: “%(words)s”"),
    "file": gettext_lazy("What the file says about itself: %(words)s"),
}
_FACTS: Final[dict[str, str | Promise]] = {
    "author": pgettext_lazy("file", "author"),
    "changed_by": pgettext_lazy("file", "last changed by"),
    "company": pgettext_lazy("file", "company"),
    "manager": pgettext_lazy("file", "manager"),
    "printed_by": pgettext_lazy("file", "printed by"),
    "reviewers": pgettext_lazy("file", "authors of comments and corrections"),
}


@dataclass(frozen=True)
class TelltaleWarning:
    """One thing that may tell: its sort, where it stands, the words themselves, and a sentence for the person.

    ``where`` is the name of the field, or of the file; ``place`` is that in words.
    """

    sort: str
    where: str
    place: str
    words: str
    message: str


def warnings_of(viewer: Actor, item: Item, values: dict[str, Any] | None = None) -> list[TelltaleWarning]:
    """What in *item* may tell whose it is: for its owners, and only for one without a name; else nothing.

    *values* (by name of the field, as in ``ItemChange.values``) stand in place of what the item has.
    """
    given = values or {}
    mode = given.get("mode", item.mode)
    if mode != "anonymous" or not is_owner(viewer, item):
        return []
    texts = {name: str(given.get(name, getattr(item, name))) for name in _READ}
    texts["tags"] = "; ".join(given.get("tags", item.tags))
    known = _known(item, viewer)
    found = telltales(texts, known)
    files = list(_files(item, given.get("files", ())))
    names = {f"file:{facts.name}": facts.name for facts in files}
    warnings = [_warning(one, word_of_field(one.where)) for one in found]
    warnings += [_warning(one, one.where.removeprefix("file:")) for one in telltales(names, known)]
    return warnings + [_of_file(facts) for facts in files if facts.facts]


def seen_mark(warnings: Sequence[TelltaleWarning]) -> str:
    """A mark of exactly these warnings: who sends it along has seen them."""
    text = "\n".join(sorted(f"{one.sort} {one.where} {one.words}" for one in warnings))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _warning(one: Telltale, place: str) -> TelltaleWarning:
    return TelltaleWarning(one.sort, one.where, place, one.words, str(_MESSAGES[one.sort]) % {"words": one.words})


def _of_file(facts: FileFacts) -> TelltaleWarning:
    words = "; ".join(f"{_FACTS[label]}: {value}" for label, value in facts.facts.items())
    return TelltaleWarning("file", f"file:{facts.name}", facts.name, words, str(_MESSAGES["file"]) % {"words": words})


def _known(item: Item, viewer: Actor) -> Known:
    organisation = item.organisation
    names = [*as_translated(organisation.name).values(), *as_translated(organisation.short_name).values()]
    host = (urlsplit(organisation.website).hostname or "").removeprefix("www.")
    rows = Affiliation.objects.filter(organisation=organisation, state=AffiliationState.CONFIRMED)
    people = [person_name(row.user) for row in rows.select_related("user")]
    people += [person_name(item.author), viewer.display_name if viewer.user_id is not None else ""]
    return Known(tuple(filter(None, [*names, organisation.slug, host])), tuple(dict.fromkeys(filter(None, people))))


def _files(item: Item, coming: Sequence[str]) -> Iterator[FileFacts]:
    storage = private_storage()
    claimed = Q(pk__in=item.attachments.values("file")) | Q(pk__in=coming)
    for stored in StoredFile.objects.filter(claimed, deleted_at=None).order_by("pk"):
        try:
            with storage.open(stored.key) as content:
                yield file_facts(stored.name, content)
        except FileNotFoundError:
            # Its content is gone: there is nothing in it to tell.
            continue
