"""Short addresses of organisations, made of their names."""

from __future__ import annotations

from typing import Final

from django.utils.text import slugify

RESERVED: Final = frozenset(
    {"new", "mine", "affiliations", "invitations", "acting", "domains", "links", "people", "sectors", "profiles"}
)
_FROM: Final = "абвгдеёжзийклмнопрстуфхцчшщыэюяіўґєїłąćęńóśźż"
_TO: Final = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch y e yu ya i u g ye yi l a c e n o s z z"
_LETTERS: Final = str.maketrans({**dict(zip(_FROM, _TO.split(), strict=True)), **dict.fromkeys("ъь’'", "")})


def address_of(name: str) -> str:
    """A short address from a name in any of our languages; "organisation" where no letter is left."""
    address = slugify(name.lower().translate(_LETTERS))[:60].strip("-")
    return (
        address
        if address and address not in RESERVED and not address.isdigit()
        else f"organisation-{address}".rstrip("-")
    )
