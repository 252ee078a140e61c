"""The lock lists: every distribution that the lists and pyproject.toml lead to, at one tried version.

``python -m tools.lock write`` notes what this environment has into the list for its Python;
``python -m tools.lock check`` fails if a list names another set than that.
"""

import sys
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.environment import EXTRAS, LOCKS, ROOT


def roots() -> list[Requirement]:
    """What the project asks for by name: its dependencies, the extras of the demonstration, the lists."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines: list[str] = list(project["dependencies"])
    for extra in EXTRAS.split(","):
        lines += project["optional-dependencies"][extra]
    for name in ("build", "test"):
        listed = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        lines += [line for line in listed if line.strip() and not line.startswith("#")]
    return [Requirement(line) for line in lines]


def closure() -> dict[str, str]:
    """Name and version of each distribution needed here. Raises PackageNotFoundError if one is missing."""
    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(requirement, "") for requirement in roots()]
    while waiting:
        requirement, extra_of_parent = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra_of_parent}):
            continue
        name = canonicalize_name(requirement.name)
        installed: Distribution = distribution(name)
        found[name] = installed.version
        for extra in ("", *sorted(requirement.extras)):
            if (name, extra) not in seen:
                seen.add((name, extra))
                waiting += [(Requirement(line), extra) for line in installed.requires or ()]
    return dict(sorted(found.items()))


def as_text(pins: dict[str, str]) -> str:
    return "".join(f"{name}=={version}\n" for name, version in pins.items())


def path_here() -> Path:
    """The list for the Python and Django that run this."""
    version = "{}.{}".format(*sys.version_info)
    return LOCKS / f"python{version}-django{django_series()}.txt"


def django_series() -> str:
    return ".".join(distribution("django").version.split(".")[:2])


def main(command: str) -> int:
    path = path_here()
    try:
        text = as_text(closure())
    except PackageNotFoundError as error:
        print(f"{error.name} is not installed here: make the environment anew", file=sys.stderr)
        return 1
    if command == "write":
        path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(ROOT)}: {len(text.splitlines())} distributions")
        return 0
    listed = path.read_text(encoding="utf-8") if path.exists() else ""
    for line in sorted(set(listed.splitlines()) ^ set(text.splitlines())):
        where = "listed" if line in listed.splitlines() else "installed"
        print(f"{path.relative_to(ROOT)}: {line} is only {where}")
    return 0 if listed == text else 1


if __name__ == "__main__":
    if sys.argv[1:] not in (["write"], ["check"]):
        sys.exit("usage: python -m tools.lock write|check")
    sys.exit(main(sys.argv[1]))
