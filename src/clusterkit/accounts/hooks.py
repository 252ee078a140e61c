"""Hook points of accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clusterkit.core.hookpoints import Collect
from clusterkit.core.policies import Actor


@dataclass(frozen=True)
class PersonalData:
    """The person who asks for his data."""

    viewer: Actor


personal_data: Collect[PersonalData, Mapping[str, Any]] = Collect(
    "personal_data",
    PersonalData,
    "Sections of the file in which a person takes his own data home. Return a mapping of a section's name to JSON "
    "values, such as {'ideas': [...]}: only what this person wrote or what is written about him.",
)
