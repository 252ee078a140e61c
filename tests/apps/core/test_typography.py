"""Words are set as a typesetter would; moments are told in the reader's own time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from clusterkit.core.templatetags.clusterkit_text import initials, typograph

NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"), timezone.override("Europe/Minsk"):
        yield


def render(source: str, **values: object) -> str:
    return Template("{% load clusterkit %}" + source).render(Context(values))


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
        ("до 0,3 мм в год", f"до{NBSP}0,3{NBSP}мм в{NBSP}год"),
        ("12 месяцев", "12 месяцев"),
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
