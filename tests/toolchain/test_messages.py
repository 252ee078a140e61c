"""The translation tool on a small tree of its own."""

import gettext
import os
from pathlib import Path

import pytest

from hatch_build import compile_catalogues
from tools import messages

VIEWS = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
title = _("Ideas of the cluster")
long = _("One sentence "
         "in two lines")
count = lambda n: ngettext("%(count)d idea", "%(count)d ideas", n) % {"count": n}
place = pgettext("a place at the table", "Seat")
nothing = _(title)
"""
PAGE = """{% load i18n %}
<main>
  {% if user %}
    {# Translators: the greeting on the home page #}
    <h1>{% translate "Welcome" %}</h1>
  {% endif %}
      <p>{% blocktranslate trimmed with name=user.name %}
        Good morning, {{ name }}:
        it's "today"
      {% endblocktranslate %}</p>
  {% blocktranslate count n=list|length %}{{ n }} event{% plural %}{{ n }} events{% endblocktranslate %}
  <a title="{% translate 'Ideas of the cluster' %}">{{ _("More") }}</a>
</main>
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A package with two apps; ``ideas`` has messages."""
    app = tmp_path / "src" / "clusterkit" / "ideas"
    pages = app / "templates" / "clusterkit" / "ideas"
    pages.mkdir(parents=True)
    (app / "apps.py").touch()
    (app / "views.py").write_text(VIEWS)
    (pages / "home.html").write_text(PAGE)
    other = tmp_path / "src" / "clusterkit" / "events"
    other.mkdir()
    (other / "apps.py").touch()
    (tmp_path / "example_project").mkdir()
    return tmp_path


def catalogue(tree: Path, language: str, app: str = "ideas") -> Path:
    return tree / "src" / "clusterkit" / app / "locale" / language / "LC_MESSAGES" / "django.po"


def fill(path: Path, **more: str) -> None:
    """Translate everything as "<" + message + ">", all plural forms alike."""
    lines, source = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("msgid ", "msgid_plural ")):
            source = line.split(" ", 1)[1][1:-1]
        if line.endswith(' ""') and line.startswith("msgstr") and source:
            line = line[:-2] + f'"<{more.get(source, source)}>"'
        lines.append(line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def complete(tree: Path) -> None:
    messages.extract(tree)
    for language in ("ru", "be"):
        fill(catalogue(tree, language))


def test_python_and_templates_are_read(tree: Path) -> None:
    messages.extract(tree)
    text = catalogue(tree, "ru").read_text(encoding="utf-8")
    for message in (
        'msgid "Ideas of the cluster"',
        'msgid "One sentence in two lines"',
        'msgid "%(count)d idea"\nmsgid_plural "%(count)d ideas"\nmsgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""',
        'msgctxt "a place at the table"\nmsgid "Seat"',
        'msgid "Welcome"',
        r'msgid "Good morning, %(name)s: it\'s \"today\""'.replace(r"\'", "'"),
        'msgid "%(n)s event"\nmsgid_plural "%(n)s events"',
        'msgid "More"',
        "#. Translators: the greeting on the home page",
    ):
        assert message in text
    assert text.count('msgid "Ideas of the cluster"') == 1
    assert "nplurals=3" in text


def test_each_language_gets_a_catalogue_and_an_app_without_messages_none(tree: Path) -> None:
    messages.extract(tree)
    assert all(catalogue(tree, language).exists() for language in ("ru", "be", "en", "pl"))
    assert not catalogue(tree, "ru", "events").exists()


def test_no_dates_and_no_line_numbers(tree: Path) -> None:
    messages.extract(tree)
    before = catalogue(tree, "ru").read_text(encoding="utf-8")
    views = tree / "src" / "clusterkit" / "ideas" / "views.py"
    views.write_text("\n\n\n" + views.read_text())
    messages.extract(tree)
    assert catalogue(tree, "ru").read_text(encoding="utf-8") == before
    assert "Date" not in before


def test_a_complete_tree_passes_and_polish_may_wait(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    complete(tree)
    assert messages.check(tree) == 0
    assert "4 catalogues are complete and up to date" in capsys.readouterr().out


def test_a_missing_translation_fails(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    complete(tree)
    path = catalogue(tree, "be")
    path.write_text(path.read_text(encoding="utf-8").replace('"<Welcome>"', '""'), encoding="utf-8")
    assert messages.check(tree) == 1
    assert "be/LC_MESSAGES/django.po: is not translated: 'Welcome'" in capsys.readouterr().out


def test_a_new_message_fails_until_it_is_extracted_and_translated(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complete(tree)
    views = tree / "src" / "clusterkit" / "ideas" / "views.py"
    views.write_text(views.read_text() + 'new = _("New")\n')
    assert messages.check(tree) == 1
    assert "not up to date, run `make messages`" in capsys.readouterr().out
    messages.extract(tree)
    assert messages.check(tree) == 1
    assert "is not translated: 'New'" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<%(count)d ideas>", "<%(number)d ideas>"),
        ("<Good morning, %(name)s: it's", "<Good morning: it's"),
        ("<Welcome>", "<Welcome {name}>"),
    ],
)
def test_other_placeholders_fail(tree: Path, capsys: pytest.CaptureFixture[str], right: str, wrong: str) -> None:
    complete(tree)
    path = catalogue(tree, "ru")
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    assert messages.check(tree) == 1
    assert "has other placeholders in its translation" in capsys.readouterr().out


def test_a_fuzzy_translation_fails_and_is_not_compiled(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    complete(tree)
    path = catalogue(tree, "ru")
    text = path.read_text(encoding="utf-8").replace('msgid "More"', '#, fuzzy\nmsgid "More"')
    path.write_text(text, encoding="utf-8")
    assert messages.check(tree) == 1
    assert "is marked fuzzy: 'More'" in capsys.readouterr().out
    assert translations(tree).gettext("More") == "More"


def test_a_message_that_moves_takes_its_translation_along(tree: Path) -> None:
    complete(tree)
    ideas, events = (tree / "src" / "clusterkit" / name for name in ("ideas", "events"))
    (ideas / "views.py").rename(events / "views.py")
    messages.extract(tree)
    assert "<One sentence in two lines>" in catalogue(tree, "ru", "events").read_text(encoding="utf-8")
    assert "One sentence" not in catalogue(tree, "ru").read_text(encoding="utf-8")


def test_a_message_of_another_package_stays(tree: Path) -> None:
    complete(tree)
    path = catalogue(tree, "be")
    entry = '\n# keep: allauth\nmsgid "Sign in"\nmsgstr "Увайсці"\n'
    path.write_text(path.read_text(encoding="utf-8") + entry, encoding="utf-8")
    messages.extract(tree)
    assert path.read_text(encoding="utf-8").endswith(entry)
    assert messages.check(tree) == 0


def test_a_catalogue_without_messages_is_told(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    complete(tree)
    stray = catalogue(tree, "ru", "events")
    stray.parent.mkdir(parents=True)
    stray.write_text('msgid ""\nmsgstr ""\n')
    assert messages.check(tree) == 1
    assert "no messages here any more, remove it" in capsys.readouterr().out


def translations(tree: Path) -> gettext.GNUTranslations:
    (target,) = (path for path in compile_catalogues(tree / "src") if path.parts[-3] == "ru")
    with target.open("rb") as file:
        return gettext.GNUTranslations(file)


def test_compiled_catalogues_answer_with_the_right_plural_form(tree: Path) -> None:
    complete(tree)
    path = catalogue(tree, "ru")
    text = path.read_text(encoding="utf-8")
    for number, word in enumerate(("идея", "идеи", "идей")):
        text = text.replace(f'msgstr[{number}] "<%(count)d ideas>"', f'msgstr[{number}] "%(count)d {word}"')
    path.write_text(text, encoding="utf-8")
    russian = translations(tree)
    assert [russian.ngettext("%(count)d idea", "%(count)d ideas", n) % {"count": n} for n in (1, 3, 5, 21)] == [
        "1 идея",
        "3 идеи",
        "5 идей",
        "21 идея",
    ]


def test_only_what_changed_is_compiled_again(tree: Path) -> None:
    complete(tree)
    first = {path: path.stat().st_mtime_ns for path in compile_catalogues(tree / "src")}
    changed = catalogue(tree, "ru")
    later = changed.with_suffix(".mo").stat().st_mtime_ns + 1_000_000_000
    os.utime(changed, ns=(later, later))
    second = {path: path.stat().st_ino for path in compile_catalogues(tree / "src")}
    assert set(second) == set(first)
    assert {path for path in first if path.stat().st_mtime_ns != first[path]} == {changed.with_suffix(".mo")}


def test_the_table_counts_what_is_translated(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    complete(tree)
    capsys.readouterr()
    messages.stats(tree)
    (line,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("src/clusterkit/ideas"))
    assert line.split()[1:] == ["8", "8", "8", "0", "0"]
