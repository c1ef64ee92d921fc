"""A donor's year as a file: one figure a line, with its unit."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from reuse.core.tables import Cell
from reuse.documents.wording import yearly as words
from reuse.reports.queries.yearly import Yearly


def rows(told: Yearly) -> Iterator[list[Cell]]:
    """Everything the report says."""
    yield [_("Figure"), _("Of what"), _("Value"), _("Unit"), _("Until")]
    devices, kilograms = _("devices"), "kg"
    for label, count in (
        (words.RECEIVED, told.counts["received"]),
        (words.ERASED, told.counts["erased"]),
        (words.READY, told.counts["ready"]),
        (words.REUSED, told.reused),
    ):
        yield [str(label), "", count, devices, told.until]
    for one in told.outcomes:
        yield [str(words.OUTCOMES), str(words.OUTCOME[one.code]), one.devices, devices, told.until]
        yield [
            str(words.WEIGHT),
            str(words.OUTCOME[one.code]),
            Decimal(one.grams) / 1000,
            kilograms,
            told.until,
        ]
    for kind, received, reused in told.types:
        yield [str(words.RECEIVED), kind.plural_name, received, devices, told.until]
        yield [str(words.REUSED), kind.plural_name, reused, devices, told.until]
    for end, grams in (
        (_("CO2e avoided, low"), told.impact.low_g),
        (_("CO2e avoided, high"), told.impact.high_g),
    ):
        unit = _("kg CO2e, an estimate")
        yield [end, ", ".join(told.impact.versions), Decimal(grams) / 1000, unit, told.until]
    for place in told.where.places:
        name = words.region(place.name) if place.is_region else place.name
        yield [str(words.WHERE), name, place.devices, devices, told.where.until]
    if told.where.elsewhere:
        yield [str(words.WHERE), str(words.ELSEWHERE), told.where.elsewhere, devices, told.where.until]
    for batch in told.batches:
        for label, count in ((words.RECEIVED, batch.received), (words.REUSED, batch.reused)):
            yield [str(label), batch.ref, count, devices, told.until]
