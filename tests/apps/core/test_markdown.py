"""Markdown: what it makes, and what it never lets through."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.core.markdown import ATTRIBUTES, CLASSES, TAGS, render_markdown


class Reader(HTMLParser):
    """Notes what a browser would take for a tag or an attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(tag)
        for name, value in attrs:
            if name == "class" and value in CLASSES.get(tag, ()):
                continue
            if name not in ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set()):
                self.faults.append(f"{tag} {name}")
            if name in ("href", "src") and re.match(
                r"[\s\x00-\x1f]*(?!https?:|mailto:|tel:)[a-z]+:", value or "", re.IGNORECASE
            ):
                self.faults.append(f"{name} {value}")


def faults(text: str) -> list[str]:
    reader = Reader()
    reader.feed(render_markdown(text))
    reader.close()
    return reader.faults


def test_ordinary_text() -> None:
    html = render_markdown("# Title\n\nA **bold** and *soft* ~~gone~~ [page](/about/).\n\n- one\n- two\n\n> said\n")
    assert "<h2>Title</h2>" in html
    assert "<strong>bold</strong>" in html
    assert "<s>gone</s>" in html
    assert '<a href="/about/" rel="nofollow ugc noopener">page</a>' in html
    assert html.count("<li>") == 2
    assert "<blockquote>" in html


def test_headings_never_reach_the_page_title() -> None:
    html = render_markdown("\n\n".join(f"{'#' * level} level {level}" for level in range(1, 7)))
    assert re.findall(r"<h(\d)>", html) == ["2", "3", "4", "5", "6", "6"]


def test_table_without_inline_style() -> None:
    html = render_markdown("| a | b |\n|---|--:|\n| 1 | 2 |\n")
    assert "<td>1</td>" in html
    assert "style" not in html


def test_html_is_shown_as_typed() -> None:
    assert render_markdown("<b>x</b>") == "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"


def test_pictures_of_this_site_only() -> None:
    assert '<img src="/files/1/" alt="plant">' in render_markdown("![plant](/files/1/)")
    for address in ("https://evil.example/p.png", "//evil.example/p.png", "/\\evil.example/p.png", "p.png"):
        html = render_markdown(f"![our plant]({address})")
        assert "<img" not in html or 'src="/%5C' in html
        assert "our plant" in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\nscript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox(1))",
        "![x](javascript:alert(1))",
        "![x](data:image/svg+xml;base64,PHN2Zz4=)",
        '![x](/a.png "t\\" onerror=\\"alert(1)")',
        '[x](/a "t\\" onmouseover=\\"alert(1)")',
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "`<script>`",
        "```html\n<script>alert(1)</script>\n```",
        "<svg/onload=alert(1)>",
        "<!-- --><script>alert(1)</script>",
        "<a href='javascript:alert(1)'>x</a>",
        "<style>*{display:none}</style>",
        "[<img src=x onerror=alert(1)>](/a)",
    ],
)
def test_injections_do_nothing(text: str) -> None:
    assert faults(text) == []


@given(st.text(alphabet="<>[]()!\"'`*_#|-:/\\ \njavscriptonld=&;", max_size=120))
def test_nothing_dangerous_for_any_text(text: str) -> None:
    assert faults(text) == []


def test_deep_nesting_ends() -> None:
    assert render_markdown(">" * 5_000 + "x")
    assert render_markdown("[" * 5_000 + "x" + "](/a)" * 5_000)


def test_filter() -> None:
    template = Template("{% load clusterkit_markdown %}{{ text|markdown }}")
    assert template.render(Context({"text": "*a*"})) == "<p><em>a</em></p>\n"
    assert template.render(Context({"text": None})) == ""


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("[harmless](https://other.example/x)", "other.example"),
        ("<https://other.example>", "other.example"),
        ("[x](//other.example/y)", "other.example"),
        ("[inside](/ideas/3/)", ""),
        ("[mail](mailto:a@b.example)", ""),
        ("[place](#x)", ""),
    ],
)
def test_links_to_other_sites_are_marked(text: str, host: str) -> None:
    html = render_markdown(text)
    assert ('class="ck-outside"' in html) == bool(host)
    assert (f"another site: {host}" in html) == bool(host)


def test_nobody_writes_the_marks_himself() -> None:
    html = render_markdown('<a class="ck-outside" href="/">x</a> <span class="visually-hidden">y</span>')
    assert "<span" not in html
    assert "<a" not in html
