"""The first fifteen minutes with a device, in plain French, easy French and English: data, by family and system."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import QuickStartSheet
from beneficiaries.states import Words

FOLDER: Final = Path(__file__).parents[1] / "reference_data"
LANGUAGES: Final[Mapping[str, Words]] = {
    "fr": _("French"),
    "easy": _("Easy French"),
    "en": _("English"),
}
FAMILIES: Final[Mapping[str, Words]] = {
    "computer": _("Computer"),
    "mobile": _("Telephone or tablet"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a drawing, a title, two short sentences."""

    drawing: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class QuickStart:
    """A sheet ready to be drawn."""

    language: str
    title: str
    system: str
    steps: tuple[Step, ...]
    words: Mapping[str, str]


def family_of(device_type: str) -> str:
    """The family a type of device belongs to; empty when we have no sheet for it."""
    return next((code for code, family in _data()["families"].items() if device_type in family["types"]), "")


def systems_of(family: str) -> Mapping[str, str]:
    """The systems of a family, by code."""
    found: Mapping[str, str] = _data()["families"][family]["systems"]
    return found


def quick_start(family: str, system: str, language: str) -> QuickStart:
    """The sheet of a family and a system, in one of LANGUAGES."""
    data = _data()
    words = {name: said[language] for name, said in data["words"].items()}
    steps = tuple(
        Step(one["drawing"], one["title"][language], (one["text"].get(system) or one["text"][""])[language])
        for one in data["families"][family]["steps"]
    )
    return QuickStart(language, words["title"], systems_of(family)[system], steps, words)


def reviewed_sheets() -> QuerySet[QuickStartSheet]:
    """What the network has reviewed in other languages."""
    return QuickStartSheet.objects.filter(withdrawn_at=None).select_related("file")


@cache
def _data() -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads((FOLDER / "quick_start.json").read_text(encoding="utf-8"))
    return read
