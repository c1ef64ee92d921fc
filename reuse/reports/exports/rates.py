"""The proof of a public body's reuse rate: one line a device."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reuse.core.tables import Cell
from reuse.reports.queries.rates import Item, Standing

WORDS: Mapping[Standing, str | Promise] = {
    Standing.PROVEN: gettext_lazy("counted: its reuse is effective"),
    Standing.IN_PROGRESS: gettext_lazy("in progress: counted once its reuse is effective"),
    Standing.NOT_REUSED: gettext_lazy("not counted: it was not reused"),
    Standing.TOO_OLD: gettext_lazy("left out: more than ten years old"),
    Standing.AGE_UNKNOWN: gettext_lazy("not counted: its year is not known"),
    Standing.OTHER_CATEGORY: gettext_lazy("left out: neither of category 2 nor of category 6"),
    Standing.NO_AGREEMENT: gettext_lazy("not counted: no agreement signed before it was received"),
}


def proof_rows(items: Iterable[Item]) -> Iterator[list[Cell]]:
    """Every device received in the year, with why it counts or not."""
    yield [
        _("inventory number"),
        _("serial number"),
        _("type"),
        _("category (R543-172)"),
        _("year"),
        _("batch"),
        _("outcome"),
        _("date of the outcome"),
        _("erasure certificate"),
        _("reuse rate"),
    ]
    for one in items:
        yield [
            one.tag,
            one.serial,
            one.type,
            one.category,
            one.year,
            one.batch,
            str(one.stage.label),
            one.on,
            one.certificate,
            str(WORDS[one.standing]),
        ]
