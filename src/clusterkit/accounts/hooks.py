"""Hook points of accounts: what the site holds about a person, and what goes when he asks to be erased."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.functional import Promise

from clusterkit.core.hookpoints import Collect, Veto
from clusterkit.core.policies import Actor


@dataclass(frozen=True)
class PersonalData:
    """The person who asks for his data."""

    viewer: Actor


@dataclass(frozen=True)
class PersonalFile:
    """A file of the person: its name in the archive, and how to open its content."""

    name: str
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True)
class Section:
    """One JSON file of the archive: ``<name>.json``, a list of the *rows*.

    ``title`` and ``fields`` (member of a row: what it holds) stand in the archive's README in the person's language.
    *rows* may be a generator: they are written one by one. ``files`` lie in a folder of the section's name.
    """

    name: str
    title: str | Promise
    rows: Iterable[Mapping[str, Any]]
    fields: Mapping[str, str | Promise] = field(default_factory=dict)
    files: Iterable[PersonalFile] = ()


@dataclass(frozen=True)
class Outlook:
    """One line of what a person is told before he is erased: something that goes, or something that stays."""

    text: str | Promise
    stays: bool = False


@dataclass(frozen=True)
class ErasureAsked:
    """Somebody wants *user* to be erased: *actor* is he himself, the office or the platform."""

    user: Any
    actor: Actor


@dataclass(frozen=True)
class ErasedPerson:
    """A person who is being erased.

    ``user`` has the new name already; ``actor`` acts for rows that have to be changed and bears no erased name.
    ``label`` is what stands in the place of a name. ``name`` and ``addresses`` are what has to go.
    ``details`` (phone, positions) go with them where a text names him too; a receiver may add to them.
    """

    user: Any
    actor: Actor
    label: str
    name: str
    addresses: tuple[str, ...]
    details: set[str] = field(default_factory=set)

    @property
    def user_id(self) -> int:
        """Primary key of the person, who keeps his row without anything that tells who he was."""
        return int(self.user.pk)


personal_data: Collect[PersonalData, Sequence[Section]] = Collect(
    "personal_data",
    PersonalData,
    "Sections of the archive in which a person takes his own data home. Return Section objects: only what this person "
    "wrote or what is written about him, nothing about others beyond what he sees on the site.",
)

erasure_outlook: Collect[PersonalData, Sequence[Outlook]] = Collect(
    "erasure_outlook",
    PersonalData,
    "Lines for the page that says, before a person is erased, what goes and what stays. Return Outlook objects.",
)

before_erasure: Veto[ErasureAsked] = Veto(
    "before_erasure",
    ErasureAsked,
    "Asked before a person is erased, in the transaction and under the lock of his account, and also when he opens the "
    "page. Return a sentence that says what has to be done first, such as appointing a successor.",
)

person_erased: Collect[ErasedPerson, Mapping[str, int]] = Collect(
    "person_erased",
    ErasedPerson,
    "Called while a person is being erased, in the same transaction; apps that the cluster switched off are called too. "
    "Remove or blank whatever tells who he was; return how much of what, for the audit row, such as {'resumes': 2}. "
    "A receiver that crashes undoes the whole erasure.",
)
