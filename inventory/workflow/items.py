"""What a donor or a technician says of one device, before anything is written of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inventory.models import Device

DESCRIPTION = (
    "manufacturer",
    "model",
    "cpu",
    "ram_mb",
    "storage_gb",
    "screen",
    "battery_percent",
    "grade",
    "functional_grade",
    "comment",
)
_FIELDS = {field.attname: field for field in Device._meta.concrete_fields}
_LONGEST = {name: _FIELDS[name].max_length for name in DESCRIPTION}
BLANK = {name: _FIELDS[name].get_default() for name in DESCRIPTION}


@dataclass(frozen=True, slots=True)
class Item:
    """One device as a donor or a technician describes it.

    `row`: its row in the donor's sheet; `nth`: which of that row's devices it is, where one row tells of several.
    """

    type: str = "other"
    row: int | None = None
    nth: int = 0
    description: Mapping[str, Any] = field(default_factory=dict)  # keys of DESCRIPTION
    identifiers: Mapping[str, str] = field(default_factory=dict)  # Identifier.Kind → value
    extra: Mapping[str, str] = field(default_factory=dict)


def description_of(item: Item) -> dict[str, Any]:
    """The columns of a device that an item fills, cut to their length."""
    return {
        name: value[: _LONGEST[name]] if isinstance(value, str) else value
        for name, value in item.description.items()
        if name in DESCRIPTION and value is not None
    }
