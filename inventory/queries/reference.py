"""The reference data people keep up by hand: which tables, which fields, what is in force and what was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inventory.models import (
    AccessoryKind,
    ModelCharger,
    NonConformityReason,
    PartKind,
    ReferenceVersion,
    SamplingRule,
)
from inventory.models.accessories import Category

Row = dict[str, Any]


class Kind(StrEnum):
    """What a field holds, and so how it is typed in."""

    CODE = "code"
    TEXT = "text"
    WORDS = "words"  # in each language
    NUMBER = "number"
    YES = "yes"
    DAY = "day"
    TIME = "time"
    LIST = "list"
    TYPES = "types"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row; with `choices` one of them."""

    name: str
    label: str | Promise
    kind: Kind
    is_required: bool = True
    choices: tuple[tuple[str, str | Promise], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of reference data. `key`: the fields that tell its rows apart, and that stay from version to version."""

    code: str
    label: str | Promise
    detail: str | Promise
    model: type[models.Model]
    key: tuple[str, ...]
    fields: tuple[Field, ...]

    def key_of(self, row: Row) -> tuple[str, ...]:
        return tuple(str(row.get(name, "")) for name in self.key)


_CODE = Field("code", _("Code"), Kind.CODE)
_LABEL = Field("label", _("Name"), Kind.WORDS)
_ORDER = Field("order", _("Order"), Kind.NUMBER)
_LOW = Field("low_at", _("Runs low below"), Kind.NUMBER)
_WATTS = _("Watts")
TABLES: dict[str, Table] = {
    table.code: table
    for table in (
        Table(
            "part_kinds",
            _("Kinds of parts"),
            _("What is taken from one device for another, and below how many a site runs low."),
            PartKind,
            ("code",),
            (
                _CODE,
                _LABEL,
                Field("holds_data", _("Holds data"), Kind.YES),
                Field("is_model_bound", _("Fits its model alone"), Kind.YES),
                Field("types", _("Types of devices"), Kind.TYPES, is_required=False),
                Field("specs", _("Usual specs, one a line"), Kind.LIST, is_required=False),
                _LOW,
                _ORDER,
            ),
        ),
        Table(
            "accessory_kinds",
            _("Kinds of accessories"),
            _("What is counted by quantity; a charger by connector and watts."),
            AccessoryKind,
            ("code",),
            (
                _CODE,
                _LABEL,
                Field("category", _("Category"), Kind.TEXT, choices=tuple(Category.choices)),
                Field("connector", _("Connector"), Kind.CODE, is_required=False),
                Field("watts", _WATTS, Kind.NUMBER, is_required=False),
                _LOW,
                _ORDER,
            ),
        ),
        Table(
            "model_chargers",
            _("Chargers of models"),
            _("Which charger a model takes, by how its name begins."),
            ModelCharger,
            ("manufacturer", "model", "connector"),
            (
                Field("manufacturer", _("Maker"), Kind.TEXT),
                Field("model", _("Model"), Kind.TEXT),
                Field("connector", _("Connector"), Kind.CODE),
                Field("watts", _WATTS, Kind.NUMBER),
            ),
        ),
        Table(
            "non_conformity_reasons",
            _("Reasons of non-conformity"),
            _("What a check on arrival may note."),
            NonConformityReason,
            ("code",),
            (_CODE, _LABEL, _ORDER),
        ),
        Table(
            "sampling_rules",
            _("Sampling on arrival"),
            _("How many devices of a transfer are checked, from a day on."),
            SamplingRule,
            ("since", "from_count"),
            (
                Field("since", pgettext_lazy("rule", "From"), Kind.DAY),
                Field("from_count", _("For so many devices and more"), Kind.NUMBER),
                Field("percent", _("Percent"), Kind.NUMBER),
                Field("least", _("At least"), Kind.NUMBER),
                Field("source", _("Source"), Kind.TEXT),
            ),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Difference:
    """How many rows a version adds, changes and leaves out, against the one before."""

    added: int
    changed: int
    left_out: int


def keeps_up(table: Table) -> None:
    """Let a table of an app above be kept up here too. Called from its `ready`."""
    TABLES[table.code] = table


def reference_rows(table: Table) -> list[Row]:
    """The rows in use, as a version would hold them."""
    names = [field.name for field in table.fields]
    return [{name: _plain(getattr(one, name)) for name in names} for one in table.model._base_manager.all()]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def reference_versions(table: Table) -> list[tuple[ReferenceVersion, Difference | None]]:
    """Every version, the latest first, each with what it changed."""
    found = list(ReferenceVersion.objects.filter(table=table.code).select_related("by"))
    before = [*found[1:], None][: len(found)]
    return [
        (one, _difference(table, last.rows, one.rows) if last else None)
        for one, last in zip(found, before, strict=True)
    ]


def _difference(table: Table, old: Iterable[Row], new: Sequence[Row]) -> Difference:
    was = {table.key_of(row): row for row in old}
    now = {table.key_of(row): row for row in new}
    return Difference(
        added=len(now.keys() - was.keys()),
        changed=sum(now[key] != was[key] for key in now.keys() & was.keys()),
        left_out=len(was.keys() - now.keys()),
    )
