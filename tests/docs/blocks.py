"""The fenced blocks of a Markdown page that have a title: commands to type and files to write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r'^```(?P<language>[a-z]+) title="(?P<title>[^"]+)"\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"(?P<file>\S+): the line (?P<name>\w+)\Z")
TERMINAL = "Terminal"


@dataclass(frozen=True)
class Block:
    """One block: what its title says, and its text."""

    title: str
    text: str

    @property
    def is_terminal(self) -> bool:
        """Whether the text is typed; otherwise it is a file."""
        return self.title == TERMINAL

    def write_into(self, folder: Path) -> None:
        """Write the file that the title names, or replace the one line of it that the title names."""
        found = _LINE.match(self.title)
        if found is None:
            path = folder / self.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.text, encoding="utf-8")
            return
        path = folder / found["file"]
        text, count = re.subn(
            rf"^{found['name']}\b.*\n", self.text, path.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        assert count == 1, f"{path} has {count} lines that begin with {found['name']}"
        path.write_text(text, encoding="utf-8")


def blocks_of(page: Path) -> Iterator[Block]:
    """The titled blocks of *page*, in order."""
    for found in _FENCE.finditer(page.read_text(encoding="utf-8")):
        yield Block(found["title"], found["text"])
