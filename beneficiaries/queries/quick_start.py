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
    "computer": _("Laptop"),
    "desktop": _("Desktop computer"),
    "mobile": _("Smartphone"),
    "tablet": _("Tablet"),
    "phone": _("Telephone with keys"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a drawing, a title, a few short sentences, each for a line of its own."""

    drawing: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuickStart:
    """A sheet ready to be drawn."""

    language: str
    title: str
    drawing: str
    system: str
    steps: tuple[Step, ...]
    words: Mapping[str, str]
    foot: tuple[str, ...]


def family_of(device_type: str) -> str:
    """The family a type of device belongs to; empty when we have no sheet for it."""
    return next((code for code, family in _data()["families"].items() if device_type in family["types"]), "")


def systems_of(family: str) -> Mapping[str, str]:
    """The systems of a family, by code; the name is empty where there is one only."""
    found: Mapping[str, str] = _data()["families"][family]["systems"]
    return found


def quick_start(family: str, system: str, language: str) -> QuickStart:
    """The sheet of a family and a system, in one of LANGUAGES."""
    data = _data()
    words = {name: said[language] for name, said in data["words"].items()}
    steps = tuple(_step(data["steps"][name], system, language) for name in data["families"][family]["steps"])
    return QuickStart(
        language=language,
        title=words["title"],
        drawing=data["families"][family]["drawing"],
        system=systems_of(family)[system],
        steps=steps,
        words=words,
        foot=tuple(data["foot"][language]),
    )


def _step(one: Mapping[str, Any], system: str, language: str) -> Step:
    lines = one["lines"].get(system) or one["lines"][""]
    return Step(one["drawing"], one["title"][language], tuple(lines[language]))


def reviewed_sheets() -> QuerySet[QuickStartSheet]:
    """What the network has reviewed in other languages."""
    return QuickStartSheet.objects.filter(withdrawn_at=None).select_related("file")


def sheet_languages() -> Mapping[str, str]:
    """What a person may choose for the first steps: ours, and the network's, each by its own name."""
    others = reviewed_sheets().order_by("language").values_list("language", flat=True).distinct()
    return {code: str(words) for code, words in LANGUAGES.items()} | {name: name for name in others}


def language_named(code: str) -> str:
    """A language in words: one of ours, French when nothing was said, or another by its own name."""
    return str(LANGUAGES.get(code or "fr", code))


@cache
def _data() -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads((FOLDER / "quick_start.json").read_text(encoding="utf-8"))
    return read
