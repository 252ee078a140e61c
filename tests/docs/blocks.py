"""The fenced blocks of a Markdown page: commands to type, what they show, and files to write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r'^```(?P<language>[a-z]+) title="(?P<title>[^"]+)"\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"(?P<file>\S+): the line (?P<name>\w+)\Z")
_SHELL = re.compile(
    r"(?:^<!-- not run: (?P<reason>[^\n]+) -->\n\n?)?^(?P<fence> *```(?:console|bash|sh|shell)\b[^\n]*)\n(?P<text>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)
_NEXT_PYTHON = re.compile(r"\s*```python\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"(?:[^\n]*(?:\\|\|)\n)*[^\n]*\n")
TERMINAL = "Terminal"


@dataclass(frozen=True)
class Block:
    """One block with a title: what its title says, and its text."""

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


@dataclass(frozen=True)
class Command:
    """One command of a block: what is typed, what is answered to it, and what the page shows that it says."""

    text: str
    stdin: str = ""
    shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShellBlock:
    """A block of commands. ``reason`` is the word before it that says why no test runs it."""

    line: int
    text: str
    reason: str
    stdin: str

    @property
    def commands(self) -> list[Command]:
        """One by one: in a block with ``$`` what follows such a line is what the command shows."""
        if not self.text.startswith("$ "):
            lines = [found[0].strip() for found in _COMMAND.finditer(self.text)]
            return [Command(text, self.stdin) for text in lines if text and not text.startswith("#")]
        made = []
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            typed = _COMMAND.match(part)
            assert typed is not None
            shown = tuple(line for line in part[typed.end() :].splitlines() if line.strip())
            made.append(Command(typed[0].strip(), self.stdin, shown))
        return made


def shell_blocks_of(page: Path) -> Iterator[ShellBlock]:
    """All blocks of commands of *page*, in order. To one that opens a Python shell belongs the block after it."""
    text = page.read_text(encoding="utf-8")
    for found in _SHELL.finditer(text):
        after = _NEXT_PYTHON.match(text, found.end()) if found["text"].rstrip().endswith(" shell") else None
        line = text.count("\n", 0, found.start("fence")) + 1
        yield ShellBlock(line, found["text"], (found["reason"] or "").strip(), after["text"] if after else "")
