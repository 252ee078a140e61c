"""The house rules that no other tool holds: ``python -m tools.check_house`` prints each breach on a line."""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
PYTHON_FOLDERS = ("src", "example_project", "tests", "tools", "bench")
LINES = 300
LINES_OF_TESTS = 500
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
# What loses the cluster on its way, with what to take instead. The doors stand in tenancy and its port.
BANNED_CALLS = {
    "on_commit": "use clusterkit.tenancy's on_commit, which keeps the cluster",
    "Thread": "a thread starts without a cluster: use clusterkit.tenancy's own way to run in one",
    "ThreadPoolExecutor": "its threads keep no cluster: call run_in_cluster in them, and stand in the list of doors",
    "to_thread": "use clusterkit.tenancy's run_in_cluster_async",
    "run_in_executor": "use clusterkit.tenancy's run_in_cluster_async",
    "sync_to_async": "use clusterkit.tenancy's run_in_cluster_async",
    "set_schema": "use clusterkit.tenancy's context manager",
    "set_tenant": "use clusterkit.tenancy's context manager",
}
BANNED_OWNERS = {"on_commit": {"transaction"}, "Thread": {"threading"}}
BANNED_IMPORTS = {
    ("django.db.transaction", "on_commit"),
    ("threading", "Thread"),
    ("concurrent.futures", "ThreadPoolExecutor"),
    ("asyncio", "to_thread"),
    ("asgiref.sync", "sync_to_async"),
}
DOORS = (
    "src/clusterkit/tenancy/",
    "src/clusterkit/core/ports.py",
    "src/clusterkit/hosting/migrating/parallel.py",
    "src/clusterkit/jobs/lanes.py",
    "src/clusterkit/jobs/worker.py",
    "src/clusterkit/testing/",
    "bench/ideas_world.py",
    "tests/",
    "tools/",
)
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
UNREASONED = re.compile(r"pragma: no cover\s*$")
MACHINE = re.compile(r"(?<![\w.~])/(?:work|root)/\w|--(?:extra-)?index-url|--trusted-host|--find-links")
# Mail programs know no style sheets.
MAILS = {"mail", "mails", "email", "emails"}
# A block of data is no script: browsers do not run it, and no policy has to allow it.
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=|\s+type=\"application/ld\+json\">)|<style\b|<[a-z][^<>]*\s(?:style|on[a-z]+)\s*=",
    re.IGNORECASE,
)
OTHER_HOST = re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=[\"'](?:https?:)?//", re.IGNORECASE)


def breaches(root: Path = ROOT) -> Iterator[str]:
    """Every breach in the files that git tracks or would track, as ``path:line: what``."""
    for name in _files(root):
        path = root / name
        if not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if name != "tools/check_house.py":
            yield from _matches(name, text, MACHINE, "a path or a registry of one machine")
        if path.suffix == ".py" and name.split("/", 1)[0] in PYTHON_FOLDERS and "/migrations/" not in name:
            yield from _python(name, text)
        if path.suffix == ".html" and "/templates/" in name and not MAILS & _words(name):
            yield from _matches(name, text, INLINE, "inline script, style or handler: the content policy refuses it")
            yield from _matches(name, text, OTHER_HOST, "a request to another host")


def _python(name: str, text: str) -> Iterator[str]:
    parts = PurePosixPath(name)
    yield from (
        f"{name}:1: the name {part!r} says nothing" for part in (*parts.parts[:-1], parts.stem) if part in BANNED_NAMES
    )
    limit = LINES_OF_TESTS if name.startswith("tests/") else LINES
    count = len(text.splitlines())
    if count > limit:
        yield f"{name}:{limit}: {count} lines, {limit} at most: cut it by use case"
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        yield f"{name}:{error.lineno}: {error.msg}"
        return
    if not name.startswith(DOORS):
        yield from _calls(name, tree)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            if UNFINISHED.search(token.string):
                yield f"{name}:{token.start[0]}: unfinished work: finish it or file an issue"
            if UNREASONED.search(token.string):
                yield f"{name}:{token.start[0]}: no cover without a reason"


def _calls(name: str, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in BANNED_CALLS:
            owner = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
            if owner in BANNED_OWNERS.get(node.attr, {owner}):
                yield f"{name}:{node.lineno}: {node.attr}: {BANNED_CALLS[node.attr]}"
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (node.module, alias.name) in BANNED_IMPORTS:
                    yield f"{name}:{node.lineno}: {alias.name}: {BANNED_CALLS[alias.name]}"


def _words(name: str) -> set[str]:
    parts = PurePosixPath(name)
    return {*parts.parts[:-1], parts.stem}


def _matches(name: str, text: str, pattern: re.Pattern[str], what: str) -> Iterator[str]:
    for found in pattern.finditer(text):
        yield f"{name}:{text.count(chr(10), 0, found.start()) + 1}: {what}"


def _files(root: Path) -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    return sorted({name for name in listed.split("\0") if name})


def main() -> int:
    found = list(breaches())
    print("\n".join(found) or "The house is in order")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
