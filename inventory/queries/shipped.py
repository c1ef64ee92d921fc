"""What ships with the product and is changed on a page of its own, or by nobody: seen with its dates and its sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from inventory.models import PriceRule
from inventory.queries.reference import TABLES
from reuse.core.reference import Shipped, shipped
from reuse.web.templatetags.look import euros

# Where a row says from when it holds: a day, or a year.
_SINCE = ("since", "published_from", "dated", "as_of", "since_year")
_SOURCE = ("source", "weight_source")


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A row: what it says, from when until when, and where it comes from."""

    words: str
    since: date | int | None
    until: date | None
    source: str


def shipped_elsewhere() -> list[Shipped]:
    """The tables that ship and are not kept up among the reference data, in the order they were declared."""
    kept_up = {table.model for table in TABLES.values()}
    return [one for one in shipped() if one.model not in kept_up]


def seen_rows(of: Shipped) -> Sequence[SeenRow]:
    """Every row of a table that ships."""
    names = [field.name for field in of.model._meta.fields if field.is_relation]
    return [
        SeenRow(
            words=price_in_words(row) if isinstance(row, PriceRule) else str(row),
            since=_first(row, _SINCE),
            until=_first(row, ("until",)),
            source=_first(row, _SOURCE) or "",
        )
        for row in of.model._base_manager.select_related(*names)
    ]


def price_in_words(rule: PriceRule) -> str:
    """For which device, from which gift, by whom, and how much at most."""
    device = str(rule.type or _("All types"))
    facts = (rule.get_lane_display(), rule.get_owner_kind_display())
    return f"{device[:1].upper()}{device[1:]} – {', '.join(facts)} – {euros(rule.cap_cents)}"


def _first(row: models.Model, names: Sequence[str]) -> Any:
    return next((value for name in names if (value := getattr(row, name, None))), None)
