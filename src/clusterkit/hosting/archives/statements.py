"""Reading the SQL of a dump and moving it to another schema, without touching the data.

``pg_dump`` writes statements with schema-qualified names and, between them, the rows of each table as a block of their
own. Only the statements are read word by word, as the server would: a name is changed where it qualifies another name,
never inside a text, and never in a row. Statements of a kind that a dump of tables does not hold are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

from clusterkit.hosting.exceptions import ArchiveError

TOKEN: Final = re.compile(
    r"""(?P<space>\s+|--[^\n]*|/\*.*?\*/)
    |(?P<text>[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*')
    |(?P<body>\$(?P<tag>[A-Za-z_]\w*|)\$.*?\$(?P=tag)\$)
    |(?P<quoted>"(?:[^"]|"")*")
    |(?P<word>[^\W\d][\w$]*)
    |(?P<number>\d[\w.]*)
    |(?P<other>.)""",
    re.DOTALL | re.VERBOSE,
)
OPENERS: Final = frozenset({"'", '"', "$"})
END_OF_ROWS: Final = b"\\.\n"
CHUNK: Final = 256 * 1024

IGNORED: Final = re.compile(r"SET \w+ = [^;]*;$|SELECT pg_catalog\.set_config\('search_path', '', false\);$")
"""Settings of the dump's session: the restoring one has its own."""
TAKEN: Final = re.compile(
    r"CREATE SCHEMA |CREATE TABLE |CREATE UNLOGGED TABLE |CREATE SEQUENCE |CREATE (UNIQUE )?INDEX |CREATE TYPE "
    r"|CREATE DOMAIN |CREATE COLLATION |CREATE STATISTICS |CREATE VIEW |CREATE MATERIALIZED VIEW "
    r"|REFRESH MATERIALIZED VIEW |ALTER TABLE |ALTER SEQUENCE |ALTER INDEX |ALTER STATISTICS "
    r"|COMMENT ON (SCHEMA|TABLE|COLUMN|SEQUENCE|INDEX|TYPE|DOMAIN|COLLATION|STATISTICS|VIEW|CONSTRAINT"
    r"|MATERIALIZED VIEW) |COPY |SELECT pg_catalog\.setval\('"
)


@dataclass(frozen=True)
class Statement:
    """One statement, to be run as it is."""

    sql: str


@dataclass(frozen=True)
class Rows:
    """The rows of one table. ``sql`` is the COPY; ``chunks`` must be read to the end before the next part is asked for."""

    sql: str
    table: str
    chunks: Iterator[bytes]


def parts(stream: IO[bytes], *, old: str, new: str) -> Iterator[Statement | Rows]:
    """The parts of a plain dump of the schema *old*, moved to *new*.

    Raises ``ArchiveError`` for a statement that a dump of one schema's tables does not hold.
    """
    mover = _Mover(old, new)
    for text in _statements(stream):
        if IGNORED.match(text):
            continue
        moved = mover.moved(text)
        if not text.startswith("COPY "):
            yield Statement(moved)
            continue
        if not text.endswith(" FROM stdin;"):
            raise _refused(text)
        rows = _rows(stream)
        yield Rows(moved, mover.subject(text), rows)
        for _chunk in rows:
            # Whoever did not read them: the next statement begins after them.
            pass


def _statements(stream: IO[bytes]) -> Iterator[str]:
    """Each statement as text, its end included; comments and commands to psql between them are left out."""
    gathered = ""
    for line in iter(stream.readline, b""):
        text = line.decode()
        if not gathered:
            if not text.strip() or text.startswith("--"):
                continue
            if text.startswith("\\"):
                if text.split()[0] not in ("\\restrict", "\\unrestrict"):
                    raise _refused(text)
                continue
        gathered += text
        if text.rstrip().endswith(";") and _is_whole(gathered):
            yield gathered.strip()
            gathered = ""
    if gathered.strip():
        raise ArchiveError("The dump ends in the middle of a statement.")


def _rows(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a block of rows, many at a time."""
    lines: list[bytes] = []
    size = 0
    for line in iter(stream.readline, b""):
        if line == END_OF_ROWS:
            break
        lines.append(line)
        size += len(line)
        if size > CHUNK:
            yield b"".join(lines)
            lines, size = [], 0
    else:
        raise ArchiveError("The dump ends in the middle of a table.")
    if lines:
        yield b"".join(lines)


def _is_whole(text: str) -> bool:
    """Whether *text* ends with a statement's end, not inside a text, a quoted name or a body."""
    last = ""
    for token in TOKEN.finditer(text):
        if token.lastgroup == "other" and token[0] in OPENERS:
            return False
        if token.lastgroup != "space":
            last = token[0]
    return last == ";"


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str

    @property
    def name(self) -> str | None:
        """The name it stands for, None for what is no name."""
        if self.kind == "word":
            return self.text.lower()
        return self.text[1:-1].replace('""', '"') if self.kind == "quoted" else None


class _Mover:
    """Changes the names of statements from one schema to another."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        names = "|".join(re.escape(name) for name in dict.fromkeys((old, f'"{old}"')))
        self.in_text = re.compile(rf"'(?:{names})\.")

    def moved(self, text: str) -> str:
        """*text* with each name of the old schema changed. Raises ``ArchiveError`` for what is no part of such a dump."""
        if not TAKEN.match(text):
            raise _refused(text)
        tokens = _tokens(text)
        self._check_place(text, tokens)
        solid = [index for index, token in enumerate(tokens) if token.kind != "space"]
        result = [token.text for token in tokens]
        for place, index in enumerate(solid):
            before = tokens[solid[place - 1]].text if place else ""
            after = [tokens[at].text for at in solid[place + 1 : place + 4]]
            token = tokens[index]
            if token.name == self.old and ((after[:1] == ["."] and before != ".") or before.upper() == "SCHEMA"):
                result[index] = f'"{self.new}"'
            elif token.kind == "text" and self.in_text.match(token.text) and self._names_a_thing(tokens, solid, place):
                result[index] = self.in_text.sub(f'\'"{self.new}".', token.text, count=1)
        return "".join(result)

    def subject(self, text: str) -> str:
        """The name of the table that a statement is about."""
        tokens = [token for token in _tokens(text) if token.kind != "space"]
        first = next(index for index, token in enumerate(tokens) if token.text == ".")
        return tokens[first + 1].name or ""

    def _names_a_thing(self, tokens: list[_Token], solid: list[int], place: int) -> bool:
        """Whether a text is the name of a thing: ``'c.t_seq'::regclass``, or the first argument of ``setval``."""
        before = [tokens[at].text.lower() for at in solid[max(place - 2, 0) : place]]
        after = [tokens[at].text.lower() for at in solid[place + 1 : place + 4]]
        return before == ["setval", "("] or (
            after[:2] == [":", ":"] and after[2:3] != [] and after[2].startswith("reg")
        )

    def _check_place(self, text: str, tokens: list[_Token]) -> None:
        """The first qualified name is what the statement makes or changes: it must stand in the dumped schema."""
        solid = [token for token in tokens if token.kind != "space"]
        if text.startswith(("CREATE SCHEMA ", "COMMENT ON SCHEMA ")):
            place = next(index for index, token in enumerate(solid) if token.text.upper() == "SCHEMA")
            found = solid[place + 1].name
        elif text.startswith("SELECT "):
            # SELECT pg_catalog.setval('schema.sequence', …): nothing else may follow.
            whole = re.fullmatch(r"SELECT pg_catalog\.setval\('((?:[^']|'')*)', \d+, (?:true|false)\);", text)
            found = self.old if whole and self.in_text.match(f"'{whole[1]}") else None
        else:
            dot = next((index for index, token in enumerate(solid) if token.text == "." and index), None)
            found = solid[dot - 1].name if dot else None
        if found != self.old:
            raise _refused(text)
        if sum(token.text == ";" for token in solid) != 1:
            raise _refused(text)


def _tokens(text: str) -> list[_Token]:
    return [_Token(token.lastgroup or "", token[0]) for token in TOKEN.finditer(text)]


def _refused(text: str) -> ArchiveError:
    start = " ".join(text.split())[:80]
    return ArchiveError(f"The dump holds what no dump of one cluster's tables holds, so nothing was restored: {start}")
