"""Forms and actions: errors stand beside fields and lead to them, nothing typed is lost."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django import forms
from django.template import Context, Template, TemplateDoesNotExist, TemplateSyntaxError
from django.utils import timezone, translation

from clusterkit.core.translated import TranslatedFormField
from clusterkit.core.web.elements import FacetOption
from clusterkit.core.web.forms import ClusterForm, ClusterFormMixin


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
