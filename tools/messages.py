"""Translations without the gettext programs: ``python -m tools.messages extract|check|compile|stats``.

``extract`` brings every catalogue up to date with the sources. ``check`` fails where one is not, where
Russian or Belarusian lacks a translation, or where placeholders or plural forms differ. A message that
moves to another app takes its translation along; one that left the sources leaves the catalogues. A message
of another package is kept if its translator's comment begins with "keep:", as in ``# keep: allauth``.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from hatch_build import compile_catalogues
from tools.catalogues import COMPLETE, LANGUAGES, Entry, as_text, entries, is_translated, merge
from tools.message_sources import App, apps, messages

ROOT = Path(__file__).resolve().parents[1]


def extract(root: Path = ROOT) -> int:
    """Write the catalogues of all apps that have messages."""
    for path, text in _renewed(root).items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(path.relative_to(root))
    return 0


def check(root: Path = ROOT) -> int:
    """Print what is wrong with the catalogues, one line each. Returns 1 if anything is."""
    complaints = []
    renewed = _renewed(root)
    for path, text in renewed.items():
        name = path.relative_to(root)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            complaints.append(f"{name}: not up to date, run `make messages`")
            continue
        language = path.parts[-3]
        for entry in entries(path):
            complaints += [f"{name}: {problem}: {entry.source!r}" for problem in entry.problems(language)]
    stray = set(root.glob("src/clusterkit/**/locale/**/*.po")) | set(root.glob("example_project/**/locale/**/*.po"))
    complaints += [f"{path.relative_to(root)}: no messages here any more, remove it" for path in stray - set(renewed)]
    print("\n".join(sorted(complaints)) or f"{len(renewed)} catalogues are complete and up to date")
    return 1 if complaints else 0


def stats(root: Path = ROOT) -> int:
    """Print how many messages of each app are translated into each language."""
    print(f"{'app':<32}{'messages':>10}" + "".join(f"{language:>8}" for language in LANGUAGES))
    for app in apps(root):
        total = len(messages(app, root))
        if total:
            done = [
                sum(is_translated(entry) for entry in entries(path))
                if (path := app.catalogue(language)).exists()
                else 0
                for language in LANGUAGES
            ]
            print(f"{app.folder.relative_to(root)!s:<32}{total:>10}" + "".join(f"{count:>8}" for count in done))
    print(f"Complete they must be in: {', '.join(COMPLETE)}")
    return 0


def compile_all(root: Path = ROOT) -> int:
    """Compile what changed."""
    compile_catalogues(root / "src")
    compile_catalogues(root / "example_project")
    return 0


def _renewed(root: Path) -> dict[Path, str]:
    """What each catalogue should hold."""
    found: Sequence[App] = apps(root)
    wanted = {app.folder: messages(app, root) for app in found}
    renewed = {}
    for language in LANGUAGES:
        old: dict[Path, list[Entry]] = {
            app.folder: entries(app.catalogue(language)) if app.catalogue(language).exists() else [] for app in found
        }
        memory = {entry.key: entry for several in old.values() for entry in several if is_translated(entry)}
        for app in found:
            merged = merge(wanted[app.folder], old[app.folder], memory, language)
            if merged:
                renewed[app.catalogue(language)] = as_text(merged, language)
    return renewed


COMMANDS = {"extract": extract, "check": check, "compile": compile_all, "stats": stats}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"usage: python -m tools.messages {'|'.join(COMMANDS)}")
    sys.exit(COMMANDS[sys.argv[1]]())
