"""The elements draw what people need: words beside colours, ways out of dead ends."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory, override_settings
from django.utils import timezone, translation

from clusterkit.core.templatetags.clusterkit import register
from clusterkit.core.web.elements import Crumb, Fact, Step, Tab, TimelineEntry, render_element


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"), timezone.override("Europe/Minsk"):
        yield


def render(source: str, **values: object) -> str:
    return Template("{% load clusterkit %}" + source).render(Context(values))


def test_names_are_escaped_everywhere() -> None:
    evil = "<script>alert(1)</script>"
    html = render(
        "{% person name=e detail=e organisation=e %}{% organisation name=e place=e detail=e %}{% chip e %}"
        "{% state_chip e whose=e %}<ul>{% item_row title=e url='/' kind=e summary=e meta=m %}{% enditem_row %}"
        "{% organisation_row name=e place=e kind=e summary=e %}{% endorganisation_row %}"
        "{% file_row name=e url='/' kind=e note=e %}</ul>{% empty_state title=e text=e %}{% stat e e note=e %}"
        "{% panel e %}{% endpanel %}{% notice title=e %}{% endnotice %}{% crumb e %}{% crumb e '/' %}"
        "{% locked tier_label=e text=e %}<ol>{% thread_post name=e organisation=e mark=e %}{{ e }}{% endthread_post %}</ol>"
        "{% timeline t %}{% stepper s %}{% facts f %}{% tabs b %}{% meter 1 label=e text=e %}",
        e=evil, m=[evil], t=[TimelineEntry(timezone.now(), evil, evil, note=evil)], s=[Step(evil, note=evil)],
        f=[Fact(evil, evil)], b=[Tab(evil, "/")],
    )  # fmt: skip
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_an_organisation_without_a_mark_shows_initials() -> None:
    html = render("{% organisation name=name %}", name="ОАО «Нафтан»")
    assert '<span class="ck-mark" aria-hidden="true">Н</span>' in html
    html = render('{% organisation name="Naftan" mark_url="/m.svg" size="large" %}')
    assert 'src="/m.svg" alt=""' in html


def test_a_row_links_its_title_and_shows_what_is_given() -> None:
    html = render(
        '{% item_row title="Inhibitor" url="/i/" kind="Request" meta=meta lead_date=day unread=True level=2 %}'
        '{% state_chip "Open" tone="good" %}{% enditem_row %}',
        meta=["Naftan", "", None], day=date(2026, 11, 24),
    )  # fmt: skip
    assert '<h2 class="ck-row__title"><a href="/i/">Inhibitor</a></h2>' in html
    assert html.count("<span>Naftan</span>") == 1
    assert "<span></span>" not in html
    assert 'datetime="2026-11-24"' in html
    assert "ck-row--unread" in html
    assert "ck-row__side" in html
    assert "ck-row__side" not in render('{% item_row title="Inhibitor" %} {% enditem_row %}')


def test_a_leaf_shows_the_day_where_the_reader_is() -> None:
    late = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
    assert 'datetime="2026-11-25"' in render("{% event_date start %}", start=late)
    assert 'datetime="2026-11-24"' in render('{% event_date start zone="Europe/London" %}', start=late)
    html = render("{% event_date start end %}", start=late, end=late + timedelta(days=2))
    assert "25–27" in html


def test_an_event_says_when_where_and_how_many() -> None:
    start = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    html = render(
        '{% event_block title="Seminar" url="/e/" start=start end=end mode="Online" place="Polotsk" seats_text="12 left" state="Registered" state_tone="good" %}',
        start=start,
        end=start + timedelta(hours=2),
    )
    assert "11 a.m.–1 p.m." in html
    for word in ("Online", "Polotsk", "12 left", "Registered"):
        assert word in html
    assert "–" not in render('{% event_block title="Seminar" url="/e/" start=start %}', start=start)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ("capacity=40 taken=28", "12 of 40 places left"),
        ("capacity=40 taken=39", "1 of 40 place left"),
        ("capacity=40 taken=44", "All 40 places are taken"),
        ("capacity=1 taken=1", "The only place is taken"),
        ("capacity=0 taken=0", "All 0 places are taken"),
        ("capacity=None taken=7", "Places are not limited"),
        ("capacity=40 taken=40 position=3", "You are third in the queue"),
        ("capacity=40 taken=40 position=17", "You are number 17 in the queue"),
        ("capacity=40 taken=40 waiting=2", "2 people wait"),
    ],
)
def test_seats_in_words(arguments: str, text: str) -> None:
    assert text in render("{% seats " + arguments + " %}")


def test_a_meter_stays_within_its_bar_and_writes_numbers_for_svg() -> None:
    with translation.override("ru"):
        assert 'width="33.3%"' in render("{% meter value=1 max=3 %}")
    assert 'width="100%"' in render("{% meter value=9 max=3 %}")
    assert "ck-meter__fill" not in render("{% meter value=-1 max=3 %}")
    assert "ck-meter__fill" not in render("{% meter value=1 max=0 %}")


def test_a_timeline_tells_who_what_and_when() -> None:
    entry = TimelineEntry(timezone.now(), "Office", "Returned", "warn", note="Add charter")
    html = render("{% timeline entries %}", entries=[entry])
    assert "ck-timeline__entry--warn" in html
    for word in ("Office", "Returned", "Add charter", "today at"):
        assert word in html


def test_a_stepper_says_in_words_where_one_stands() -> None:
    steps = [Step("A", "done"), Step("B", "current", note="until Friday"), Step("C"), Step("D", "bad")]
    html = render('{% stepper steps label="Your application" %}', steps=steps)
    assert html.count('aria-current="step"') == 1
    for word in ("Done", "until Friday", "Not yet", "Needs attention"):
        assert word in html


def test_facts_leave_out_what_is_empty() -> None:
    facts: list[object] = [Fact("A", "1", "/a/"), ("B", ""), ("C", None), ("D", 0), {"label": "E", "value": "5"}]
    html = render("{% facts facts %}", facts=facts)
    assert html.count("<dt>") == 3
    assert '<a href="/a/">1</a>' in html
    assert "<dd>0</dd>" in html


def test_tabs_mark_the_current_one() -> None:
    html = render("{% tabs tabs %}", tabs=[Tab("All", "/", True, 0), Tab("Mine", "/m/")])
    assert 'href="/" aria-current="page"' in html
    assert '<span class="ck-count">0</span>' in html
    assert html.count("ck-count") == 1


def test_an_empty_list_has_a_sentence_and_a_next_step() -> None:
    html = render('{% empty_state title="Nothing yet" text="Add one now." action_label="Ask" action_url="/new/" %}')
    assert "Add one now." in html
    assert 'href="/new/"' in html


def test_a_locked_thing_says_who_sees_it_and_how_to_get_there() -> None:
    html = render('{% locked tier_label="members" step_url="/join/" step_label="How to join" %}')
    assert "Open to: members." in html
    assert '<a href="/join/">How to join</a>' in html


def test_only_bad_news_interrupts() -> None:
    assert 'role="alert"' in render('{% notice tone="bad" %}x{% endnotice %}')
    assert 'role="alert"' not in render('{% notice tone="warn" %}x{% endnotice %}')


def test_a_panel_has_a_heading_of_the_asked_rank() -> None:
    html = render(
        '{% panel "Contacts" level=3 id="c" boxed=True actions_url="/a/" actions_label="All" %}x{% endpanel %}'
    )
    assert '<h3 class="ck-panel__title">Contacts</h3>' in html
    assert 'class="ck-panel ck-panel--boxed" id="c"' in html
    assert 'href="/a/"' in html


def test_a_post_is_indented_no_deeper_than_can_be_read() -> None:
    html = render(
        '{% thread_post name="A" when=when anchor="p7" depth=9 own=True %}x{% endthread_post %}', when=timezone.now()
    )
    assert "ck-post--depth-3" in html
    assert 'id="p7"' in html
    assert 'href="#p7"' in html


def test_breadcrumbs_end_at_this_page() -> None:
    by_tags = render('{% breadcrumbs %}{% crumb "Events" "/e/" %}{% crumb "Seminar" %}{% endbreadcrumbs %}')
    by_list = render("{% breadcrumb_trail crumbs %}", crumbs=[Crumb("Events", "/e/"), Crumb("Seminar")])
    for html in (by_tags, by_list):
        assert '<a href="/e/">Events</a>' in html
        assert '<span aria-current="page">Seminar</span>' in html


def test_pagination_keeps_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/ideas/", {"q": "насос", "page": "2"})
    page = Paginator(range(100), 10).page(2)
    html = render("{% pagination page %}", page=page, request=request)
    assert 'rel="prev" href="?q=%D0%BD%D0%B0%D1%81%D0%BE%D1%81&amp;page=1"' in html
    assert 'aria-current="page"' in html
    assert "…" in html
    assert 'href="?other=3"' in render('{% pagination page param="other" %}', page=page)
    assert render("{% pagination page %}", page=Paginator([], 10).page(1)) == ""


def test_cursor_pagination_offers_only_the_ways_there_are() -> None:
    html = render('{% cursor_pagination None "?after=5" %}')
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html
    assert render("{% cursor_pagination None None %}").strip() == ""


def test_elements_need_a_page_around_them() -> None:
    with pytest.raises(ValueError, match="inside a template"):
        render_element(Context(), "chip", {})


def test_a_host_overrides_one_element(tmp_path: Path, settings: Any) -> None:
    folder = tmp_path / "clusterkit" / "elements"
    folder.mkdir(parents=True)
    (folder / "chip.html").write_text("<mark>{{ text }}</mark>")
    changed = [{**engine, "DIRS": [tmp_path, *engine.get("DIRS", [])]} for engine in settings.TEMPLATES]
    with override_settings(TEMPLATES=changed):
        assert render('{% chip "Request" %}') == "<mark>Request</mark>"


def test_every_tag_and_filter_is_documented() -> None:
    assert len(register.tags) > 30
    assert not [name for name, tag in {**register.tags, **register.filters}.items() if not tag.__doc__]
