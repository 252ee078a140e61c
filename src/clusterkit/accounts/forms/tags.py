"""Several short texts in one field of a form: an input for each, with the words in use offered by the browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from clusterkit.accounts.validators import TAG_MAX_LENGTH, TAGS_AT_MOST, clean_tags

ROOM = 3
"""So many empty inputs stand after those that are filled."""
ROOM_AT_FIRST = 6


class TagsWidget(forms.Widget):
    """An input for each text and some more to fill; an emptied one takes its text away. ``known`` is offered while typing."""

    template_name = "clusterkit/accounts/tags_input.html"
    use_fieldset = True
    known: Sequence[str] = ()
    one: Any = ""
    """What one of them is called, for who hears the page."""

    def id_for_label(self, id_: str, index: Any = None) -> str:
        """None: the field is a group of inputs, the first of which is ``<id>_0``."""
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Everything that was given under the name."""
        return list(data.getlist(name)) if hasattr(data, "getlist") else list(data.get(name) or [])

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Without an input of the name nothing is said about the texts."""
        return name not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Adds the inputs. What does not fit is shown again to be mended, also where it is too much."""
        context = super().get_context(name, value, attrs)
        values = [text for text in value or () if text.strip()]
        inputs = max(len(values), min(TAGS_AT_MOST, max(ROOM_AT_FIRST, len(values) + ROOM)))
        context["widget"] |= {
            "inputs": [*values, *[""] * (inputs - len(values))],
            "is_invalid": "aria-invalid" in (attrs or {}),
            "known": self.known,
            "one": self.one,
            "max_length": TAG_MAX_LENGTH,
        }
        return context


class TagsField(forms.Field):
    """The skills or topics of a person. ``one`` is what one of them is called."""

    widget = TagsWidget

    def __init__(self, *, one: Any, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.one = one

    def to_python(self, value: Any) -> list[str]:
        """As they are kept."""
        return clean_tags(value or ())

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether something else stands there now, empty inputs apart."""
        return list(initial or ()) != [text for text in data or () if text.strip()]
