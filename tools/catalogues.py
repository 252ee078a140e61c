"""Catalogues on the disk: read, merge, judge and write. One changed message changes its own lines only."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as BabelMessage
from babel.messages.pofile import read_po, write_po

from tools.message_sources import Message

LANGUAGES = ("ru", "be", "en", "pl")
COMPLETE = ("ru", "be")
SOURCE_LANGUAGE = "en"
KEEP = "keep:"
WIDTH = 110
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]?[\d.]*[a-zA-Z]|%[sdif]\b|\{\w*\}")


@dataclass(frozen=True)
class Entry:
    """A message with its translation: one text, or one for each plural form of the language."""

    source: str
    plural: str
    context: str
    translation: tuple[str, ...]
    files: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    translator_comments: tuple[str, ...] = ()
    fuzzy: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.source

    @property
    def kept(self) -> bool:
        """Whether it belongs to another package's sources and stays in ours."""
        return any(comment.startswith(KEEP) for comment in self.translator_comments)

    def problems(self, language: str) -> Iterator[str]:
        """What is wrong with the translation, in a few words each."""
        if self.fuzzy:
            yield "is marked fuzzy"
        if not is_translated(self):
            if language in COMPLETE:
                yield "is not translated"
            elif any(self.translation):
                yield "lacks a plural form"
            return
        forms = _plural_forms(language) if self.plural else 1
        if len(self.translation) != forms:
            yield f"has {len(self.translation)} plural forms instead of {forms}"
        many = _placeholders(self.plural or self.source)
        for number, text in enumerate(self.translation):
            # "One person" needs no number, neither here nor there.
            allowed = [many, _placeholders(self.source)] if number == 0 else [many]
            if _placeholders(text) not in allowed:
                yield "has other placeholders in its translation"
            if (text[:1] == "\n", text[-1:] == "\n") != (self.source[:1] == "\n", self.source[-1:] == "\n"):
                yield "begins or ends with a new line in one of the two only"


def is_translated(entry: Entry) -> bool:
    return bool(entry.translation) and all(entry.translation)


def entries(path: Path) -> list[Entry]:
    """The entries of a catalogue without its header. Raises babel's PoFileError if it is none."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parts[-3], abort_invalid=True)
    return [_entry(message) for message in catalogue if message.id]


def merge(
    wanted: Sequence[Message], old: Sequence[Entry], memory: Mapping[tuple[str, str], Entry], language: str
) -> list[Entry]:
    """The wanted messages with their translation: the catalogue's own, else another's; then the kept ones."""
    before = {entry.key: entry for entry in old}
    merged = []
    for message in wanted:
        blank = ("",) * (_plural_forms(language) if message.plural else 1)
        known = before.get(message.key)
        if known is None or not any(known.translation):
            known = memory.get(message.key, known)
        entry = Entry(message.source, message.plural, message.context, blank, message.files, message.comments)
        if known is not None:
            usable = bool(known.plural) == bool(message.plural)
            entry = replace(
                entry,
                translation=known.translation if usable else blank,
                translator_comments=known.translator_comments,
                fuzzy=known.fuzzy and usable,
            )
        merged.append(entry)
    taken = {entry.key for entry in merged}
    return merged + [entry for entry in old if entry.kept and entry.key not in taken]


def as_text(several: Sequence[Entry], language: str) -> str:
    """The catalogue as a file: files named without line numbers, no dates."""
    catalogue = Catalog(locale=language)
    for entry in several:
        catalogue.add(
            (entry.source, entry.plural) if entry.plural else entry.source,
            entry.translation if entry.plural else entry.translation[0],
            locations=[(name, 0) for name in entry.files],
            flags=["fuzzy"] if entry.fuzzy else [],
            auto_comments=entry.comments,
            user_comments=entry.translator_comments,
            context=entry.context or None,
        )
    body = io.BytesIO()
    write_po(body, catalogue, width=WIDTH, omit_header=True, include_lineno=False)
    header = [
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        f"Language: {language}",
        f"Plural-Forms: {catalogue.plural_forms}",
    ]
    lines = ['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in header)]
    return "\n".join(lines) + "\n\n" + body.getvalue().decode().strip("\n") + "\n"


def _entry(message: BabelMessage) -> Entry:
    source, plural = (message.id, "") if isinstance(message.id, str) else (message.id[0], message.id[1])
    given = message.string
    translation = (given,) if isinstance(given, str) else tuple(given or ("",))
    return Entry(
        source,
        plural,
        message.context or "",
        tuple(text or "" for text in translation),
        tuple(name for name, _ in message.locations),
        tuple(message.auto_comments),
        tuple(message.user_comments),
        message.fuzzy,
    )


def _plural_forms(language: str) -> int:
    return Catalog(locale=language).num_plurals


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))
