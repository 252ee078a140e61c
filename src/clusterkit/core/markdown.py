"""What people and editors write in Markdown, made into safe HTML.

markdown-it does not let HTML through, and nh3 cleans its result once more: two walls. Pictures are shown only
from this site; a picture from elsewhere would tell its server who reads the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

TAGS: Final = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "a", "img"),
    *("table", "thead", "tbody", "tr", "th", "td", "span"),
}
ATTRIBUTES: Final = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
CLASSES: Final = {"a": {"ck-outside"}, "span": {"visually-hidden"}}
SCHEMES: Final = {"http", "https", "mailto", "tel"}
MENTION: Final = re.compile(r"@\[([^\[\]\n]{1,200})\]\(([a-z]{1,20}:[\w-]{1,80})\)")
"""Somebody named in a text: ``@[Anna](person:12)``. Whom it means says the room that renders it."""


def render_markdown(text: str, mentions: Mapping[str, tuple[str, str]] | None = None) -> SafeString:
    """HTML of *text*: paragraphs, lists, tables, quotes, links, pictures of this site. Headings begin at ``h2``.

    HTML in the text is shown as it was typed. Links carry ``rel="nofollow ugc noopener"``; those to other sites are marked, and
    say their host to a screen reader. *mentions* are those of the text
    that the reader may follow, as name and address by reference ("person:12"); of any other the name stays that was typed.
    """
    html = _parser().render(text or "", {"mentions": mentions or {}})
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel="nofollow ugc noopener",
        attribute_filter=_only_own_pictures,
    )
    return mark_safe(cleaned)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.core.ruler.push("clusterkit_headings", _lower_headings)
    parser.core.ruler.push("clusterkit_outside", _mark_outside)
    parser.add_render_rule("image", _picture)
    parser.add_render_rule("clusterkit_host", _host)
    parser.inline.ruler.before("link", "clusterkit_mention", _mention)
    return parser


def _mention(state: Any, silent: bool) -> bool:
    """``@[Anna](person:12)`` becomes a link for who may follow it, else the name as it was typed."""
    found = MENTION.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        name, address = state.env.get("mentions", {}).get(found[2], (found[1], ""))
        linked = bool(address) and not state.linkLevel
        if linked:
            state.push("link_open", "a", 1).attrs = {"href": address}
        state.push("text", "", 0).content = f"@{name}"
        if linked:
            state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def _lower_headings(state: Any) -> None:
    """The page has its own ``h1``."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"


def _mark_outside(state: Any) -> None:
    """A link that leads away looks so, and says where to: what it is called may be anything."""
    for block in state.tokens:
        if block.type != "inline" or not block.children:
            continue
        children: list[Token] = []
        host = ""
        for token in block.children:
            if token.type == "link_open":
                host = _host_of(str(token.attrs.get("href", "")))
                if host:
                    token.attrSet("class", "ck-outside")
            elif token.type == "link_close" and host:
                children.append(Token("clusterkit_host", "", 0, content=host))
            children.append(token)
        block.children = children


def _host_of(url: str) -> str:
    """The host of an absolute address; empty for one of this site, for mail and telephone."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _host(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    words = _("(another site: %(host)s)") % {"host": tokens[index].content}
    return f'<span class="visually-hidden"> {escape(words)}</span>'


def _picture(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A picture of this site; of any other only its description is left."""
    token = tokens[index]
    if not _is_own(str(token.attrs.get("src", ""))):
        return escape(self.renderInlineAsText(token.children or [], options, env))
    return self.image(tokens, index, options, env)


def _only_own_pictures(tag: str, attribute: str, value: str) -> str | None:
    return None if tag == "img" and attribute == "src" and not _is_own(value) else value


def _is_own(url: str) -> bool:
    return url.startswith("/") and not url.startswith(("//", "/\\"))
