"""A thousand strings that try to become a script, as comments and as mentions: none does."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import product
from typing import Final

import pytest

from clusterkit.core.markdown import render_markdown
from clusterkit.ideas.mentions import bound, written

ALLOWED: Final = {
    "p",
    "span",
    "br",
    "hr",
    "em",
    "strong",
    "s",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "a",
    "img",
} | {*("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td")}
SCRIPTS: Final = (
    "<script>x()</script>",
    "<ScRiPt src=//evil.example>",
    "<img src=x onerror=x()>",
    "<svg/onload=x()>",
    "<svg><script>x()</script></svg>",
    "<iframe srcdoc='<script>x()</script>'>",
    "<a href=javascript:x()>a</a>",
    "<math><mi xlink:href='javascript:x()'>",
    "<body onload=x()>",
    "<details open ontoggle=x()>",
    "<style>@import 'javascript:x()'</style>",
    "<base href=javascript:x()//>",
    "<form action=javascript:x()><button>",
    "<object data=javascript:x()>",
    "<noscript><p title='</noscript><img src=x onerror=x()>'>",
    "javascript:x()",
    "JaVaScRiPt:x()",
    "java\tscript:x()",
    "&#106;avascript:x()",
    "data:text/html,<script>x()</script>",
    "vbscript:x()",
    '" onmouseover="x()',
    "' onfocus='x()' autofocus='",
    "\x00<script>x()</script>",
    "</li></ol><script>x()</script>",
)
FRAMES: Final = (
    "{0}",
    "[a]({0})",
    "[a](<{0}>)",
    "![a]({0})",
    "<{0}>",
    "[a][1]\n\n[1]: {0}",
    "[{0}](https://example.org)",
    '[a](/x "{0}")',
    "`{0}`",
    "```{0}\n{0}\n```",
    "> {0}\n# {0}",
    "| {0} |\n|---|\n| {0} |",
    "@[{0}](person:7)",
    "@[Anna](person:{0})",
    "@[Anna]({0}:7)",
    "@[a](person:7)[{0}]({0})",
    "[@[{0}](person:7)]({0})",
    "![@[a](person:7)]({0})",
    "@{0}",
    "@[{0}](organisation:{0})",
    "*@[{0}](person:7)*{0}",
)
MENTIONS: Final = {"person:7": ('Anna "><script>x()</script>', "/participants/people/7/")}


class Walk(HTMLParser):
    """Collects what a browser could run."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.bad.append(tag)
        for name, value in attrs:
            bare = "".join((value or "").split()).lower()
            # A title or the words in place of a picture are read, never followed.
            leads = name not in ("title", "alt") and bare.startswith(("javascript:", "vbscript:", "data:"))
            if leads or name.startswith("on") or name in ("style", "srcdoc"):
                self.bad.append(f"{tag} {name}={value}")


def found_in(html: str) -> list[str]:
    walk = Walk()
    walk.feed(html)
    walk.close()
    return walk.bad


def hostile_texts() -> list[str]:
    plain = [frame.replace("{0}", script) for frame, script in product(FRAMES, SCRIPTS)]
    mixed = [first + second for first, second in zip(plain, reversed(plain), strict=True)]
    return plain + mixed


def test_there_are_a_thousand_of_them() -> None:
    assert len(set(hostile_texts())) >= 1_000


@pytest.mark.parametrize("mentions", [{}, MENTIONS], ids=["unknown", "known"])
def test_none_of_them_becomes_a_script(mentions: dict[str, tuple[str, str]]) -> None:
    bad = {}
    for text in hostile_texts():
        kept = bound(text, {"person:7", "organisation:plant"})
        for rendered in (render_markdown(text, mentions), render_markdown(kept, mentions)):
            found = found_in(rendered)
            if found:
                bad[text] = found
    assert not bad


def test_names_that_are_offered_become_none_either() -> None:
    for script in SCRIPTS:
        assert not found_in(render_markdown(written("person", 7, script), MENTIONS))


def test_the_walk_would_see_one() -> None:
    """The negative control."""
    assert found_in('<p><a href="java\nscript:x()">a</a><img src=x onerror=x()><script>x()</script></p>')
