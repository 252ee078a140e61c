"""Build hook: compile the translations, so that wheels and source archives carry the git-ignored ``.mo``."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Written into each compiled file instead of "now": the same sources give the same wheel.
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


class CompileTranslations(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles before a wheel, a source archive or an editable installation is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        compiled = compile_catalogues(root / "src")
        build_data["artifacts"].extend(f"/{path.relative_to(root).as_posix()}" for path in compiled)


def compile_catalogues(folder: Path) -> list[Path]:
    """Compile every ``locale/*/LC_MESSAGES/*.po`` below ``folder`` that changed; returns all ``.mo`` paths.

    Fuzzy translations are left out. Raises ValueError or babel's PoFileError on a file that is no catalogue.
    """
    compiled = []
    for source in _catalogues(folder):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            with source.open("rb") as file:
                catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
            catalogue.creation_date = catalogue.revision_date = NO_DATE
            # Written aside and renamed: a running site never reads half a file.
            draft = target.with_suffix(".mo.new")
            with draft.open("wb") as file:
                write_mo(file, catalogue)
            draft.replace(target)
        compiled.append(target)
    return compiled


def _catalogues(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.glob("**/locale/*/LC_MESSAGES/*.po")))
