"""Files that somebody might send to do harm, all made here. ``GROUPS`` has them by what they are, ``FILES`` all by name."""

from tests.apps.files.hostile import documents, names, pdfs, pictures, strangers
from tests.apps.files.hostile.kinds import Hostile

GROUPS: dict[str, dict[str, Hostile]] = {
    module.__name__.rpartition(".")[2]: module.FILES for module in (strangers, pdfs, pictures, documents, names)
}
FILES: dict[str, Hostile] = {name: item for group in GROUPS.values() for name, item in group.items()}
REFUSED = {name: item for name, item in FILES.items() if item.sentence}
SERVED = {name: item for name, item in FILES.items() if not item.sentence}
