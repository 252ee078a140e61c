"""The elements draw what people need: words beside colours, errors beside fields, ways out of dead ends."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from clusterkit.core.templatetags.clusterkit import register
from clusterkit.core.templatetags.clusterkit_text import initials, typograph
from clusterkit.core.translated import TranslatedFormField
from clusterkit.core.web.elements import Crumb, FacetOption, Fact, Step, Tab, TimelineEntry, render_element
from clusterkit.core.web.forms import ClusterForm, ClusterFormMixin

NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"), timezone.override("Europe/Minsk"):
        yield


def render(source: str, **values: object) -> str:
    return Template("{% load clusterkit %}" + source).render(Context(values))


def squeeze(html: str) -> str:
    return " ".join(html.split())


class OfferForm(ClusterForm):
    layout = (("About", ("title", "kind")), ("Contact", ("email", "missing")))

    title = forms.CharField(label="Title", help_text="In one line")
    kind = forms.ChoiceField(label="Kind", choices=[("r", "Request"), ("o", "Offer")], widget=forms.RadioSelect)
    email = forms.EmailField(label="Mail")
    due = forms.DateField(label="Until", required=False)
    starts = forms.DateTimeField(label="Starts", required=False)
    places = forms.IntegerField(label="Places", required=False)
    price = forms.DecimalField(label="Price", required=False)
    text = forms.CharField(label="Text", widget=forms.Textarea, required=False)
    file = forms.FileField(label="File", required=False)
    agree = forms.BooleanField(label="I agree")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)
    file.hint = "PDF, up to 10 MB"  # type: ignore[attr-defined]


# Forms


def test_a_field_has_label_hint_and_error_tied_to_its_input() -> None:
    html = render("{% field form.title %}", form=OfferForm({"title": ""}))
    assert '<label class="ck-field__label" for="id_title">Title</label>' in html
    assert 'id="id_title_helptext">In one line' in html
    assert 'id="id_title_error"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html


def test_the_field_group_of_django_is_the_same_element() -> None:
    form = OfferForm({"title": ""})
    assert squeeze(form["title"].as_field_group()) == squeeze(render("{% field form.title %}", form=form))


def test_only_optional_fields_are_marked() -> None:
    form = OfferForm()
    assert "(optional)" not in form["title"].as_field_group()
    assert "(optional)" in form["due"].as_field_group()


def test_choices_form_a_group_with_a_legend_that_knows_its_error() -> None:
    html = OfferForm({})["kind"].as_field_group()
    assert '<legend class="ck-field__label">Kind</legend>' in html
    assert 'aria-describedby="id_kind_error"' in html


def test_what_was_typed_stays_and_is_escaped() -> None:
    html = str(OfferForm({"title": "<b>Pump</b>", "text": "long story"}))
    assert 'value="&lt;b&gt;Pump&lt;/b&gt;"' in html
    assert "long story" in html


def test_a_form_is_drawn_in_groups_and_nothing_is_forgotten() -> None:
    html = str(OfferForm())
    assert html.index("About") < html.index('name="title"') < html.index("Contact") < html.index('name="email"')
    assert all(f'name="{name}"' in html for name in OfferForm.base_fields)
    assert html.count('<fieldset class="ck-group">') == 2


def test_widgets_speak_to_phones_and_browsers() -> None:
    form = OfferForm(initial={"due": date(2026, 11, 24), "starts": datetime(2026, 11, 24, 11, 0)})
    with translation.override("ru"):
        assert 'type="date" name="due" value="2026-11-24"' in str(form["due"])
        assert 'type="datetime-local" name="starts" value="2026-11-24T11:00"' in str(form["starts"])
    assert 'inputmode="numeric"' in str(form["places"])
    assert 'inputmode="decimal"' in str(form["price"])
    assert 'autocomplete="email"' in str(form["email"])
    assert 'rows="6"' in str(form["text"])


def test_native_dates_are_understood_in_every_language() -> None:
    with translation.override("ru"):
        form = OfferForm({"due": "2026-11-24", "starts": "2026-11-24T11:00"})
        form.is_valid()
    assert form.cleaned_data["due"] == date(2026, 11, 24)
    assert form.cleaned_data["starts"].hour == 11


def test_a_hint_says_which_files_are_taken() -> None:
    assert "PDF, up to 10 MB" in OfferForm()["file"].as_field_group()


def test_fields_added_later_are_dressed_too() -> None:
    class Late(ClusterFormMixin, forms.Form):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields["extra"] = forms.CharField()

    assert 'class="ck-input"' in str(Late()["extra"])


def test_an_unknown_field_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        OfferForm()["nothing"]


def test_a_text_in_several_languages_has_an_input_with_a_label_for_each() -> None:
    class News(ClusterForm):
        title = TranslatedFormField(label="Title")
        text = TranslatedFormField(label="Text", multiline=True)

    html = str(News({"title_ru": "Новость", "text_ru": "<b>"}))
    assert html.count('<label class="ck-translated__language" for="id_title_') >= 2
    assert 'name="title_ru" value="Новость"' in html
    assert 'lang="ru"' in html
    assert '<textarea name="text_ru"' in html
    assert "&lt;b&gt;</textarea>" in html


def test_the_error_summary_leads_to_each_field() -> None:
    form = OfferForm({"email": "nobody", "secret": ""})
    form.add_error(None, "This was sent before.")
    html = render("{% error_summary form %}", form=form)
    assert 'role="alert" tabindex="-1"' in html
    assert '<a href="#id_title">Title: This field is required.</a>' in html
    assert '<a href="#id_kind_0">Kind: This field is required.</a>' in html
    assert "<li>This was sent before.</li>" in html


def test_the_error_summary_reads_sets_of_forms_and_is_silent_without_errors() -> None:
    class Line(ClusterForm):
        name = forms.CharField(label="Name")

    lines = forms.formset_factory(Line, min_num=1, validate_min=True, extra=0)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": ""}
    formset = lines(data)
    assert '<a href="#id_form-0-name">' in render("{% error_summary form formset %}", formset=formset)
    assert render("{% error_summary form %}", form=OfferForm()) == ""


def test_a_filter_works_without_scripts_and_can_be_cleared() -> None:
    html = render('{% filter_bar form=form clear_url="/ideas/" %}{% endfilter_bar %}', form=OfferForm())
    assert 'method="get"' in html
    assert 'type="submit"' in html
    assert 'href="/ideas/"' in html
    assert 'name="title"' in html


def test_facets_are_links_with_counts() -> None:
    options = [FacetOption("Request", "?kind=r", 18, True), FacetOption("Idea", "?kind=i")]
    html = render('{% facet "Kind" options %}', options=options)
    assert 'href="?kind=r" aria-current="true"' in html
    assert html.count("ck-count") == 1


def test_a_dialog_is_a_form_that_can_be_left() -> None:
    html = render(
        '{% dialog title="Withdraw?" action_url="/w/" submit_label="Withdraw" cancel_url="/back/" variant="danger" version=3 %}'
        "<p>Sure?</p>{% enddialog %}",
        csrf_token="token",
    )
    assert 'method="post" action="/w/"' in html
    assert "csrfmiddlewaretoken" in html
    assert '<input type="hidden" name="version" value="3">' in html
    assert 'href="/back/"' in html


def test_groups_and_actions_wrap_their_content() -> None:
    html = render('{% field_group "Contact" hint="Seen by members" %}x{% endfield_group %}')
    assert "Contact</legend>" in html
    assert "Seen by members" in html
    html = render('{% form_actions cancel_url="/back/" %}{% button "Save" %}{% endform_actions %}')
    assert html.index("Save") < html.index("Cancel")


# Actions


def test_a_button_is_a_link_or_submits() -> None:
    assert '<a class="ck-button ck-button--primary" href="/x/">' in render(
        '{% button "Go" url="/x/" variant="primary" %}'
    )
    html = render('{% button "Save" name="action" value="draft" note="as a draft" %}')
    assert '<button class="ck-button ck-button--secondary" type="submit" name="action" value="draft">' in html
    assert '<span class="visually-hidden"> as a draft</span>' in html


def test_an_unknown_variant_is_a_mistake_of_the_template() -> None:
    with pytest.raises(TemplateSyntaxError, match="loud"):
        render('{% button "Go" variant="loud" %}')


def test_a_post_button_carries_the_token_and_its_fields() -> None:
    html = render('{% post_button "Follow" url="/f/" next=path gone=None %}', csrf_token="token", path="/ideas/?q=a&b")
    assert 'value="token"' in html
    assert '<input type="hidden" name="next" value="/ideas/?q=a&amp;b">' in html
    assert 'name="gone"' not in html


def test_every_icon_is_hidden_from_readers_and_an_unknown_one_is_named() -> None:
    assert 'aria-hidden="true"' in render('{% icon "search" %}')
    with pytest.raises(TemplateDoesNotExist, match="unicorn"):
        render('{% icon "unicorn" %}')


# Things


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


# Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Завод в городе и на реке", f"Завод в{NBSP}городе и{NBSP}на{NBSP}реке"),
        ("Ён жыве ў Полацку", f"Ён{NBSP}жыве ў{NBSP}Полацку"),
        ("A plant in the city", f"A{NBSP}plant in{NBSP}the{NBSP}city"),
        ("Запрос - ответ", f"Запрос{NBSP}— ответ"),
        ("Кто -- мы", f"Кто{NBSP}— мы"),
        ("кто-то из-за угла", "кто-то из-за угла"),
        ('ОАО "Нафтан" ждёт', "ОАО «Нафтан» ждёт"),
        ('the "blue" book', f"the{NBSP}“blue” book"),
        ('экран 19" и 24"', f"экран 19&quot; и{NBSP}24&quot;"),
        ("трест № 16, г. Новополоцк", f"трест №{NBSP}16, г.{NBSP}Новополоцк"),
        ("всё же 5 %", f"всё{NBSP}же 5{NBSP}%"),
        ("x < y", "x &lt; y"),
        ("", ""),
    ],
)
def test_typography(text: str, expected: str) -> None:
    assert typograph(text) == expected


def test_typography_leaves_markup_and_code_alone() -> None:
    html = mark_safe('<p title="в - г">в доме <code>a - b</code> и в саду</p>')
    assert typograph(html) == (f'<p title="в - г">в{NBSP}доме <code>a - b</code> и{NBSP}в{NBSP}саду</p>')
    assert (
        render("{% autoescape off %}{{ t|typograph }}{% endautoescape %}", t="<i>в саду</i>") == f"<i>в{NBSP}саду</i>"
    )


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ирина Ковалевская", "ИК"),
        ("ОАО «Нафтан»", "Н"),
        ("Полоцкий государственный университет", "ПГ"),
        ("Ўладзімір", "Ў"),
        ("CITIC Construction Co., Ltd", "CC"),
        ("ООО", "О"),
        ("  ", "?"),
        ("123", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_moments() -> None:
    now = timezone.now()
    assert render("{% moment value %}", value=None) == ""
    assert "Nov. 24, 2025, 11 a.m." in render("{% moment value %}", value=datetime(2025, 11, 24, 8, tzinfo=UTC))
    assert 'datetime="2025-11-24">Nov. 24, 2025<' in render("{% moment value %}", value=date(2025, 11, 24))
    assert ">11 a.m.<" in render('{% moment value "time" %}', value=datetime(2025, 11, 24, 8, tzinfo=UTC))
    assert "today at" in render('{% moment value "relative" %}', value=now)
    assert "yesterday" in render('{% moment value "relative" %}', value=timezone.localdate() - timedelta(days=1))
    assert "Nov. 24, 2019" in render('{% moment value "relative" %}', value=date(2019, 11, 24))
    with translation.override("ru"):
        this_year = date(timezone.localdate().year, 5 if timezone.localdate().month > 6 else 11, 15)
        assert "15 мая" in (html := render('{% moment value "relative" %}', value=this_year)) or "15 ноября" in html


# Layouts


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
