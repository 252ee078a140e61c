"""Texts in several languages: reading with fallbacks, writing, the form field."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.utils import translation

from clusterkit.core.translated import Translated, TranslatedField, TranslatedFormField, as_translated
from clusterkit.directory.models import Sector


def test_a_text_prints_itself_in_the_language_in_force() -> None:
    text = Translated({"ru": "Нефтехимия", "en": "Petrochemistry"})
    with translation.override("en"):
        assert str(text) == "Petrochemistry"
    with translation.override("ru"):
        assert str(text) == "Нефтехимия"
    with translation.override("pl"):
        assert str(text) == "Petrochemistry"
    assert str(Translated({"be": "Нафтахімія"})) == "Нафтахімія"
    assert str(Translated()) == ""
    assert not Translated({"ru": ""})


def test_plain_texts_and_mappings_are_taken() -> None:
    assert as_translated("Water") == {"en": "Water"}
    assert as_translated({"ru": "Вода", "en": ""}) == {"ru": "Вода"}
    assert as_translated(None) == {}


@pytest.mark.django_db
def test_it_is_stored_and_read_back() -> None:
    Sector.objects.create(code="water", name={"ru": "Вода", "en": "Water"})
    stored = Sector.objects.get(code="water")
    assert isinstance(stored.name, Translated)
    assert stored.name == {"ru": "Вода", "en": "Water"}
    assert str(Sector.objects.create(code="air", name="Air")) == "Air"


def test_the_form_has_one_input_for_each_language_and_needs_one_of_them() -> None:
    field: Any = TranslatedField(max_length=10).formfield()
    assert isinstance(field, TranslatedFormField)
    codes = [code for code, _name in field.languages]
    assert codes[0] == "en"
    assert field.clean(["Water", "", "", ""]) == {"en": "Water"}
    with pytest.raises(forms.ValidationError):
        field.clean(["", " ", "", ""])
    with pytest.raises(forms.ValidationError):
        field.clean(["much too long for it", "", "", ""])
    assert TranslatedField(blank=True).formfield().clean(["", "", "", ""]) == {}


def test_the_form_shows_what_is_stored_and_sees_a_change() -> None:
    class SectorForm(forms.Form):
        name = TranslatedFormField()

    html = str(SectorForm(initial={"name": Translated({"ru": "Вода"})})["name"])
    assert 'value="Вода"' in html
    field = SectorForm().fields["name"]
    order = [code for code, _name in field.languages]  # type: ignore[attr-defined]
    same = ["Вода" if code == "ru" else "" for code in order]
    assert not field.has_changed(Translated({"ru": "Вода"}), same)
    assert field.has_changed(Translated({"ru": "Вода"}), ["x", "", "", ""])
