"""Words: typography, initials, moments in time, icons."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.conf import STATICFILES_STORAGE_ALIAS, settings
from django.core.files.storage import Storage, storages
from django.template import TemplateDoesNotExist, loader
from django.templatetags.static import static
from django.utils import dateformat, timezone
from django.utils.formats import date_format, get_format, number_format, time_format
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

CACHED_LENGTH = 300

_MARKUP = re.compile(r"(<[^>]*>)")
_VERBATIM = re.compile(r"</?(pre|code|kbd|script|style|textarea)\b", re.IGNORECASE)
_SHORT_WORD = re.compile(
    r"(?<![\w’'-])(?!(?:же|бы|ли|ж|б|мм|см|км|кг|м|г|т|л|ч)\b)([а-яёіўА-ЯЁІЎ]{1,2}|[аАдДнНпПбБ](?:ля|ад|ез|ра|ри)|an?|An?|the|The|in|In|on|On|at|At|to|To|of|Of|by|By|for|For|I)"
    r"[ \n]+(?=\S)"
)
_PARTICLE = re.compile(r"[ \n]+(же|бы|ли|ж|б)(?![\w-])")
_ABBREVIATION = re.compile(r"(?<![\w-])(г|ул|им|пр|обл|вул|стр|с)\. (?=[А-ЯЁІЎ\d])")
_NUMBER_SIGN = re.compile(r"(№|§) ?(?=\d)")
_UNIT = re.compile(
    r"(?<=\d) (?=(?:мм|см|м|км|кг|г|т|л|ч|мин|МБ|КБ|ГБ|млн|тыс|руб|°C|MB|KB|GB|kg|km|mm|BYN|EUR|USD)(?![\w-]))"
)
_PERCENT = re.compile(r"(?<=\d) (?=%)")
_DASH = re.compile(r"(?<=\S)[ \u00a0](?:--?|–|—)[ \n]+(?=\S)")
_QUOTES = re.compile(r"(?<![\w\d])(?:&quot;|\")(?=[\w(])([^\"&<>]*?[\w).!?…])(?:&quot;|\")(?!\w)")
_CYRILLIC = re.compile(r"[а-яёіў]", re.IGNORECASE)
# Legal forms say nothing about which organisation it is.
_LEGAL_FORMS = frozenset(
    {
        "ОАО",
        "ЗАО",
        "ООО",
        "ОДО",
        "УП",
        "РУП",
        "КУП",
        "ЧУП",
        "ААТ",
        "ТАА",
        "ЗАТ",
        "АО",
        "LLC",
        "LTD",
        "CO",
        "JSC",
        "INC",
    }
)
_DATE_FORMATS = {"datetime": "DATETIME_FORMAT", "date": "DATE_FORMAT", "time": "TIME_FORMAT"}


@register.filter(is_safe=True, needs_autoescape=True)
def typograph(value: Any, autoescape: bool = True) -> SafeString:
    """Set a text as a typesetter would: ``{{ item.title|typograph }}``.

    Puts no-break spaces after short words (Russian, Belarusian, English) and before dashes, turns hyphens
    between spaces into dashes and straight quotation marks around words into «…» or “…”. Tags of safe
    HTML and the contents of ``pre`` and ``code`` stay as they are; plain text is escaped.
    """
    if isinstance(value, Promise):
        value = str(value)
    is_html = not autoescape or hasattr(value, "__html__")
    text = value.__html__() if autoescape and is_html else str(value)
    return _set_once(text, is_html) if len(text) <= CACHED_LENGTH else _set(text, is_html)


def _set(text: str, is_html: bool) -> SafeString:
    verbatim = 0
    parts = []
    for part in _MARKUP.split(text if is_html else escape(text)):
        if part.startswith("<"):
            if _VERBATIM.match(part):
                verbatim += -1 if part.startswith("</") else 1
        elif not verbatim:
            part = _typeset(part)
        parts.append(part)
    return SafeString("".join(parts))


# The same titles and names are set again and again; long texts are not worth the memory.
_set_once = lru_cache(maxsize=4096)(_set)


def _typeset(text: str) -> str:
    def quote(match: re.Match[str]) -> str:
        inner = match[1]
        return f"«{inner}»" if _CYRILLIC.search(text) else f"“{inner}”"

    text = _QUOTES.sub(quote, text)
    text = _DASH.sub("\u00a0— ", text)
    # Twice, since neighbouring short words ("и в цехе") share the space between them.
    text = _SHORT_WORD.sub("\\1\u00a0", _SHORT_WORD.sub("\\1\u00a0", text))
    text = _PARTICLE.sub("\u00a0\\1", text)
    text = _ABBREVIATION.sub("\\1.\u00a0", text)
    text = _NUMBER_SIGN.sub("\\1\u00a0", text)
    text = _UNIT.sub("\u00a0", text)
    return _PERCENT.sub("\u00a0", text)


@register.filter
def initials(value: object) -> str:
    """Return one or two capital letters for a name: ``{{ person.name|initials }}``; "?" for none."""
    words = re.findall(r"[^\W\d_]+", str(value))
    telling = [word for word in words if word.upper() not in _LEGAL_FORMS and (len(word) > 2 or word[0].isupper())]
    return "".join(word[0] for word in (telling or words)[:2]).upper() or "?"


@register.filter
def figure(value: float) -> str:
    """Write a number for reading, with at most two decimals: ``{{ 1234.5|figure }}`` is "1 234,5" in Russian."""
    rounded = round(value, 2)
    return number_format(int(rounded) if rounded == int(rounded) else rounded, use_l10n=True, force_grouping=True)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a small picture that repeats the word beside it: ``{% icon "calendar" %} Events``.

    The drawings are ``clusterkit/icons/<name>.svg``. Raises ``TemplateDoesNotExist`` for an unknown name.
    """
    return _drawn(name) if settings.DEBUG else _drawn_once(name)


def _drawn(name: str) -> SafeString:
    try:
        drawing = loader.get_template(f"clusterkit/icons/{name}.svg").render()
    except TemplateDoesNotExist as error:
        raise TemplateDoesNotExist(f"there is no icon {name!r}") from error
    return format_html(
        '<svg class="ck-icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">{}</svg>',
        mark_safe(drawing.strip()),
    )


_drawn_once = lru_cache(maxsize=256)(_drawn)


@register.simple_tag
def asset(path: str) -> SafeString:
    """The address of a static file, as ``{% static path %}`` gives it: ``{% asset "clusterkit/css/base.css" %}``.

    A page names the same dozen each time, so each is looked up once.
    """
    storage = storages[STATICFILES_STORAGE_ALIAS]
    return (_located if settings.DEBUG else _located_once)(path, settings.STATIC_URL, storage)


def _located(path: str, root: str, storage: Storage) -> SafeString:
    return SafeString(escape(static(path)))


_located_once = lru_cache(maxsize=256)(_located)


@register.filter(expects_localtime=True)
def day(value: date | datetime, style: str) -> SafeString:
    """Write a day, or a part of it, as Django's ``date`` filter does: ``{{ first|day:"E" }}``.

    A list tells the same days again and again, so each is put into words once for a language.
    """
    return _day_once(value.date() if isinstance(value, datetime) else value, style, get_language())


@register.filter(expects_localtime=True)
def clock(value: datetime) -> SafeString:
    """Write the time of day as Django's ``date:"TIME_FORMAT"`` does: ``{{ event.start|clock }}``."""
    return _clock_once(value.time(), get_language())


@lru_cache(maxsize=4096)
def _day_once(value: date, style: str, language: str | None) -> SafeString:
    return SafeString(escape(date_format(value, style)))


@lru_cache(maxsize=4096)
def _clock_once(value: time, language: str | None) -> SafeString:
    return SafeString(escape(time_format(value, "TIME_FORMAT")))


@register.simple_tag
def moment(value: date | datetime | None, style: str = "datetime") -> SafeString | str:
    """Write a moment in the reader's time zone: ``{% moment event.start "relative" %}``.

    Styles: ``datetime``, ``date``, ``time``, ``relative`` ("today at 11:00", a date when it is further). An
    empty value gives nothing.
    """
    if value is None:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    if style == "relative":
        text = _relative(local)
    elif isinstance(local, datetime):
        text = date_format(local, _DATE_FORMATS.get(style, "DATETIME_FORMAT"))
    else:
        text = date_format(local, "DATE_FORMAT")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), text)


def _relative(value: date | datetime) -> str:
    day = value.date() if isinstance(value, datetime) else value
    today = timezone.localdate()
    time = date_format(value, "TIME_FORMAT") if isinstance(value, datetime) else ""
    named = {
        today: _("today"),
        today - timedelta(days=1): _("yesterday"),
        today + timedelta(days=1): _("tomorrow"),
    }
    if day in named:
        return _("%(day)s at %(time)s") % {"day": named[day], "time": time} if time else named[day]
    if day.year != today.year:
        return date_format(day, "DATE_FORMAT")
    # "E" is the month as it stands after a day ("15 ноября"), where the languages' own format has "F".
    return dateformat.format(day, get_format("MONTH_DAY_FORMAT").replace("F", "E"))
