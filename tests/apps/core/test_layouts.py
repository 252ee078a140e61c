"""The frame of the pages: it stands without context, and says whose site it is and what to do next."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone, translation

from clusterkit.core.web.elements import Crumb


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"), timezone.override("Europe/Minsk"):
        yield


def render(source: str, **values: object) -> str:
    return Template("{% load clusterkit %}" + source).render(Context(values))


@pytest.mark.parametrize(
    "name",
    ["404.html", "403.html", "400.html", "500.html", "clusterkit/locked.html", "clusterkit/conflict.html",
     "clusterkit/suspended.html", "clusterkit/confirm.html", "clusterkit/layouts/page.html",
     "clusterkit/layouts/narrow.html", "clusterkit/layouts/public.html"],
)  # fmt: skip
def test_pages_stand_without_any_context(name: str) -> None:
    html = render_to_string(name, {})
    assert '<html lang="en"' in html
    assert html.count("<h1>") == 1
    assert 'id="main"' in html


def test_no_page_has_inline_styles_or_scripts() -> None:
    folder = Path(__file__).parents[3] / "src/clusterkit/core/templates"
    for file in folder.rglob("*.html"):
        if file.name == "mail.html":
            continue
        source = file.read_text(encoding="utf-8")
        assert "style=" not in source, file
        assert "<style" not in source, file
        assert " onclick" not in source, file
        assert "<script>" not in source, file


def test_the_frame_shows_the_cluster_the_menu_and_the_person() -> None:
    html = render_to_string(
        "clusterkit/layouts/page.html",
        {
            "title": "Idea exchange",
            "lead": "What people look for",
            "crumbs": [Crumb("Home", "/")],
            "cluster": {"name": "The whole name", "short_name": "NNK", "mark_url": "/mark.svg"},
            "brand_css_url": "/brand.css?v=1",
            "viewer": {"is_authenticated": True, "display_name": "Irina Kovalevskaya", "tier_label": "member"},
            "menu": [{"label": "Ideas", "url": "/ideas/", "current": True}],
            "account_menu": [{"label": "My page", "url": "/me/", "count": 3}],
            "primary_actions": [{"label": "Ask", "url": "/ask/"}],
            "languages": [{"code": "ru", "label": "Русский", "current": True}, {"code": "en", "label": "English"}],
            "set_language_url": "/lang/", "search_url": "/search/", "logout_url": "/out/", "notices_url": "/n/",
            "unread_count": 4, "csrf_token": "token",
        },
    )  # fmt: skip
    for part in (
        "<title>Idea exchange · NNK</title>", '<link rel="stylesheet" href="/brand.css?v=1">', 'src="/mark.svg"',
        'href="/ideas/" aria-current="page"', "Irina Kovalevskaya", "member", 'href="/me/"', 'class="ck-thumb"',
        'name="language" value="en" lang="en"', 'action="/out/"', "Skip to the content", "<h1>Idea exchange</h1>",
    ):  # fmt: skip
        assert part in html


def test_a_guest_is_offered_the_way_in() -> None:
    html = render_to_string(
        "clusterkit/layouts/page.html", {"login_url": "/in/", "signup_url": "/up/", "site_name": "Clusters"}
    )
    assert 'href="/in/"' in html
    assert 'href="/up/"' in html
    assert "Clusters" in html


def test_a_locked_page_says_which_tier_and_how() -> None:
    html = render_to_string(
        "clusterkit/locked.html",
        {"needed_tier_label": "members", "step_text": "Apply.", "step_url": "/join/", "step_label": "How to join"},
    )
    assert "It opens for: members." in html
    assert 'href="/join/"' in html


def test_a_conflict_says_what_changed_and_where_to_look() -> None:
    html = render_to_string(
        "clusterkit/conflict.html", {"message": "Approved.", "changes": ["State"], "back_url": "/a/"}
    )
    assert "<li>State</li>" in html
    assert 'href="/a/"' in html


def test_a_mail_has_both_forms_and_the_clusters_colour() -> None:
    context = {
        "cluster": {"name": "NNK"},
        "accent": "#1b5e20",
        "site_url": "https://nnk.example.org/",
        "reason": "You asked.",
    }
    html = render_to_string("clusterkit/layouts/mail.html", context)
    text = render_to_string("clusterkit/layouts/mail.txt", {**context, "preferences_url": "https://nnk.example.org/p/"})
    assert "#1b5e20" in html
    assert "https://nnk.example.org/" in text
    assert "You asked." in text
    assert "<" not in text
