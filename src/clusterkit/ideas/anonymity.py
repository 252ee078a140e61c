"""What in an item without a name may still tell whose it is. Pure functions: they read texts and files, no database.

They warn and forbid nothing: a word that fits by chance is for the person to judge. What stands inside a file, its
pictures and its style are not looked at.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Final, Literal
from xml.etree import ElementTree

Sort = Literal["organisation", "person", "email", "phone", "link", "file"]


@dataclass(frozen=True)
class Telltale:
    """One place that may tell: which sort, in which field (or file), and the words as they stand there."""

    sort: Sort
    where: str
    words: str


@dataclass(frozen=True)
class Known:
    """What the item could be recognised by: names, short names and addresses of the organisation, names of its people."""

    organisation: Sequence[str] = ()
    people: Sequence[str] = ()


@dataclass(frozen=True)
class FileFacts:
    """What a file says about who made it: labels such as "author" with their values."""

    name: str
    facts: Mapping[str, str] = field(default_factory=dict)


_SHORTEST: Final = 3
_SHORTEST_OF_PERSON: Final = 4
_ENDINGS: Final = r"[^\W\d_]{0,3}"
"""Names are declined in Russian and Belarusian: Нафтана, Нафтану, Нафтаном."""
_QUOTED: Final = re.compile(r"[«\"„“]([^«»\"„“”]{2,})[»\"“”]")
_FORMS: Final = frozenset(
    [
        "оао",
        "ооо",
        "зао",
        "уп",
        "руп",
        "пуп",
        "чуп",
        "куп",
        "одо",
        "ип",
        "ао",
        "пао",
        "нпо",
        "суп",
        "сп",
        "ooo",
        "oao",
        "llc",
        "ltd",
        "gmbh",
        "jsc",
        "inc",
        "plc",
        "ag",
        "co",
    ]
)
_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_LINK: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>()\[\]\"'«»]+"
    r"|\b[a-z0-9а-яё][a-z0-9а-яё-]{0,62}\.(?:by|ru|com|org|net|eu|info|biz|io|su|kz|pl|de|cn|бел|рф)\b(?:/[^\s<>()\[\]]*)?",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"(?<![\w.])\+?\(?\d(?:[\s().\-\u2010-\u2015\u00a0]{0,2}\d){6,14}(?!\w)")
_SIGNS_OF_PHONE: Final = re.compile(r"^\+|^8[\s(\-]|\(|\d-\d")
_WORD: Final = re.compile(r"\w+")


def telltales(texts: Mapping[str, str], known: Known) -> list[Telltale]:
    """What in *texts* (by name of the field) may tell whose they are, in the order of the fields, each words once."""
    found: dict[Telltale, None] = {}
    own = [*_patterns(known.organisation)]
    persons = [*_person_patterns(known.people)]
    for where, text in texts.items():
        for sort, words in _in_text(text, own, persons):
            found.setdefault(Telltale(sort, where, words.strip()[:200]))
    return list(found)


def _in_text(
    text: str, own: Sequence[re.Pattern[str]], persons: Sequence[re.Pattern[str]]
) -> Iterator[tuple[Sort, str]]:
    plain = _plain(text)
    spans = {match.span() for pattern in own for match in pattern.finditer(plain)}
    for start, end in sorted(spans):
        # The short name within the full one is one place, not two.
        if not any((first, last) != (start, end) and first <= start and end <= last for first, last in spans):
            yield "organisation", text[start:end]
    for pattern in persons:
        for match in pattern.finditer(plain):
            words = text[match.start() : match.end()]
            # A name begins with a capital; the same letters in small ones are a word.
            if words[:1].isupper():
                yield "person", words
    mails = [match.span() for match in _EMAIL.finditer(text)]
    yield from (("email", text[start:end]) for start, end in mails)
    for match in _LINK.finditer(text):
        if not any(start <= match.start() < end for start, end in mails):
            yield "link", match.group().rstrip(".,;:!?")
    for match in _PHONE.finditer(text):
        if _is_phone(match.group()):
            yield "phone", match.group()


def _plain(text: str) -> str:
    """The text for comparing, letter by letter as long as it was."""
    return "".join(_plain_letter(letter) for letter in text)


def _plain_letter(letter: str) -> str:
    if letter in "ёЁ":
        return "е"
    if letter in "\u00a0\u2009\t\r\n":
        return " "
    if letter in "\u2010\u2011\u2012\u2013\u2014":
        return "-"
    small = letter.lower()
    return small if len(small) == 1 else letter


def _names(given: Iterable[str]) -> Iterator[str]:
    """The names themselves and what stands in quotation marks: ОАО «Нафтан» is recognised by Нафтан."""
    for name in given:
        plain = " ".join(_plain(name).split())
        if plain:
            yield plain
            yield from (inner.strip() for inner in _QUOTED.findall(plain))


def _patterns(given: Iterable[str]) -> Iterator[re.Pattern[str]]:
    for name in dict.fromkeys(_names(given)):
        words = [word for word in _WORD.findall(name) if word not in _FORMS]
        if len("".join(words)) < _SHORTEST:
            continue
        # What stands between the words, quotation marks and legal forms apart, may differ.
        yield re.compile(r"\b" + r"[^\w]{1,3}".join(re.escape(word) + _ending(word) for word in words) + r"\b")


def _ending(word: str) -> str:
    return _ENDINGS if len(word) > _SHORTEST else ""


def _person_patterns(given: Iterable[str]) -> Iterator[re.Pattern[str]]:
    words = (word for name in given for word in _WORD.findall(_plain(name)))
    for word in dict.fromkeys(words):
        if len(word) >= _SHORTEST_OF_PERSON and not word.isdigit():
            # The last vowel changes where a name is declined: Анна, Анны.
            stem = word[:-1] if word[-1] in "аяойыь" else word
            yield re.compile(rf"\b{re.escape(stem)}{_ENDINGS}\b")


def _is_phone(words: str) -> bool:
    digits = sum(letter.isdigit() for letter in words)
    return digits >= 7 and _SIGNS_OF_PHONE.search(words) is not None


_XML_BYTES: Final = 4 * 1024 * 1024
_PDF_BYTES: Final = 32 * 1024 * 1024
_OFFICE: Final[Mapping[str, Mapping[str, str]]] = {
    "docProps/core.xml": {"creator": "author", "lastModifiedBy": "changed_by"},
    "docProps/app.xml": {"Company": "company", "Manager": "manager"},
    "meta.xml": {"initial-creator": "author", "creator": "changed_by", "printed-by": "printed_by"},
}
_REVISED: Final = re.compile(rb'\b(?:w:author|w15:author)="([^"]{1,200})"')
_REVISED_PARTS: Final = ("word/document.xml", "word/comments.xml", "word/people.xml")
_PDF_FACT: Final = re.compile(rb"/(Author|Company|Manager)\s*(\((?:\\.|[^\\()]){1,400}\)|<[0-9A-Fa-f\s]{2,1600}>)")
_XMP_AUTHOR: Final = re.compile(rb"<dc:creator>.{0,200}?<rdf:li[^>]{0,100}>([^<]{1,200})</rdf:li>", re.DOTALL)
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, OSError, ValueError, RuntimeError, KeyError)


def file_facts(name: str, content: IO[bytes]) -> FileFacts:
    """What the file *name* says about who made it. A damaged one says nothing; pictures are drawn anew when they are kept.

    Labels are "author", "changed_by", "company", "manager", "printed_by" and "reviewers".
    """
    content.seek(0)
    try:
        if content.read(5).startswith(b"%PDF-"):
            return FileFacts(name, _of_pdf(content))
        content.seek(0)
        if zipfile.is_zipfile(content):
            return FileFacts(name, _of_office(content))
    except _DAMAGE:
        pass
    return FileFacts(name)


def _of_office(content: IO[bytes]) -> dict[str, str]:
    facts: dict[str, str] = {}
    content.seek(0)
    with zipfile.ZipFile(content) as archive:
        present = set(archive.namelist())
        for part, labels in _OFFICE.items():
            if part in present:
                facts |= _of_properties(_read(archive, part), labels)
        reviewers: dict[str, None] = {}
        for part in _REVISED_PARTS:
            if part in present:
                for author in _REVISED.findall(_read(archive, part)):
                    reviewers.setdefault(author.decode("utf-8", "replace").strip())
        if reviewers:
            facts["reviewers"] = ", ".join(reviewers)
    return facts


def _read(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as entry:
        return entry.read(_XML_BYTES)


def _of_properties(data: bytes, labels: Mapping[str, str]) -> dict[str, str]:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return {}
    facts = {}
    # Without a DOCTYPE there are no entities to grow or to fetch.
    for element in ElementTree.fromstring(data).iter():  # noqa: S314
        label = labels.get(element.tag.rpartition("}")[2])
        value = (element.text or "").strip()
        if label and value:
            facts[label] = value[:200]
    return facts


def _of_pdf(content: IO[bytes]) -> dict[str, str]:
    content.seek(0)
    data = content.read(_PDF_BYTES)
    facts = {key.decode().lower(): _pdf_text(value) for key, value in _PDF_FACT.findall(data)}
    xmp = _XMP_AUTHOR.search(data)
    if xmp is not None:
        facts.setdefault("author", xmp.group(1).decode("utf-8", "replace").strip())
    return {label: value for label, value in facts.items() if value}


def _pdf_text(value: bytes) -> str:
    raw = bytes.fromhex("".join(value[1:-1].decode("ascii").split())) if value[:1] == b"<" else _unescaped(value[1:-1])
    if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        return raw.decode("utf-16", "replace").strip()
    return raw.decode("utf-8", "replace").strip()


_ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_LETTERS: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _unescaped(value: bytes) -> bytes:
    def one(match: re.Match[bytes]) -> bytes:
        sign = match.group(1)
        return bytes([int(sign, 8) & 255]) if sign[:1].isdigit() and sign[0] < 56 else _LETTERS.get(sign, sign)

    return _ESCAPE.sub(one, value)
