"""The messages in the sources: which app has which."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation.template import templatize

Position = int | tuple[int, str]
KEYWORDS: Mapping[str, tuple[Position, ...]] = {
    "_": (1,),
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENTS = ("Translators:",)
TEMPLATES = {".html", ".txt", ".xml", ".svg", ".ics"}


@dataclass(frozen=True)
class App:
    """A folder with a catalogue of its own and the source files whose messages it holds."""

    folder: Path
    files: tuple[Path, ...]

    def catalogue(self, language: str) -> Path:
        return self.folder / "locale" / language / "LC_MESSAGES" / "django.po"


@dataclass(frozen=True)
class Message:
    """``plural`` is empty for a message without a count, ``context`` for one without pgettext."""

    source: str
    plural: str
    context: str
    files: tuple[str, ...]
    comments: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.source


def apps(root: Path) -> list[App]:
    """The apps of the package and of the example project.

    What stands outside of any app belongs to ``core`` in the package and to the project's own ``locale`` in
    the example (named in LOCALE_PATHS).
    """
    found = []
    for house, home in ((root / "src" / "clusterkit", "core"), (root / "example_project", "")):
        folders = sorted(path.parent for path in house.glob("*/apps.py"))
        owned: dict[Path, list[Path]] = {folder: [] for folder in folders}
        rest = house / home if home else house
        for file in sorted(house.rglob("*")):
            if file.suffix == ".py" or (file.suffix in TEMPLATES and "templates" in file.parts):
                owner = next((folder for folder in folders if folder in file.parents), rest)
                owned.setdefault(owner, []).append(file)
        found += [App(folder, tuple(files)) for folder, files in sorted(owned.items())]
    return found


def messages(app: App, root: Path) -> list[Message]:
    """The messages of an app in a stable order: by file, then as they stand there."""
    merged: dict[tuple[str, str], Message] = {}
    for file in app.files:
        name = file.relative_to(root).as_posix()
        for found in _in_file(file, name):
            known = merged.get(found.key)
            if known is None:
                merged[found.key] = found
            else:
                merged[found.key] = Message(
                    source=known.source,
                    plural=known.plural or found.plural,
                    context=known.context,
                    files=tuple(dict.fromkeys((*known.files, *found.files))),
                    comments=tuple(dict.fromkeys((*known.comments, *found.comments))),
                )
    return list(merged.values())


def _in_file(file: Path, name: str) -> Iterator[Message]:
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        if not settings.configured:
            settings.configure()
        # Django turns a template into gettext calls between blanks; Python's tokeniser wants no indentation.
        text = "\n".join(line.strip() for line in templatize(text, origin=name).splitlines())
    source = io.BytesIO(text.encode())
    # One argument comes bare and several in a tuple, whatever Babel's annotation says.
    found: Iterator[Any] = iter(extract_python(source, KEYWORDS, COMMENTS, {"encoding": "utf-8"}))
    for _, function, arguments, comments in found:
        positions = KEYWORDS[function]
        several: Sequence[str | None] = [arguments] if isinstance(arguments, str) else list(arguments or ())
        texts = [_argument(several, position) for position in positions]
        if None in texts or not texts[-1]:
            continue
        has_context = isinstance(positions[0], tuple)
        context = str(texts.pop(0)) if has_context else ""
        plural = str(texts[1]) if len(texts) > 1 else ""
        yield Message(str(texts[0]), plural, context, (name,), tuple(comments))


def _argument(given: Sequence[str | None], position: Position) -> str | None:
    index = (position[0] if isinstance(position, tuple) else position) - 1
    return given[index] if index < len(given) else None
