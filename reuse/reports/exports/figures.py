"""The figures of a period as a file: one figure a line, beside the period before, whole and by a slice."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from reuse.core.tables import Cell
from reuse.reports.queries import milestones, numbers, slicing, suppression
from reuse.reports.queries.definitions import DEFINITIONS
from reuse.reports.queries.numbers import Compared, Numbers, Share
from reuse.reports.queries.presets import Period

COUNTS = tuple(figure for figure in milestones.FIGURES if figure in DEFINITIONS)


def rows(
    period: Period, found: Compared, by: str, sliced: Mapping[str, Numbers], *, least: int
) -> Iterator[list[Cell]]:
    """Every count, then every share, then the counts by slice. Counts under `least` are left empty."""
    yield [_("Figure"), _("Of what"), _("First day"), _("Last day"), _("Value"), _("Before"), _("Definition")]
    days: list[Cell] = [period.since, period.until]
    for code in COUNTS:
        told = [suppression.told(one.count(code), least=least) for one in (found.now, found.before)]
        yield [str(DEFINITIONS[code].label), "", *days, *told, str(DEFINITIONS[code].text)]
    for code in numbers.SHARES:
        shares = [one.share(code).told(least=least) for one in (found.now, found.before)]
        told = [_percent(one) for one in shares]
        yield [f"{DEFINITIONS[code].label} (%)", "", *days, *told, str(DEFINITIONS[code].text)]
    names = slicing.labels(by)
    for code in COUNTS if sliced else ():
        hidden = suppression.hidden([one.count(code) for one in sliced.values()], least=least)
        for place, (key, one) in enumerate(sliced.items()):
            told = [None if place in hidden else suppression.told(one.count(code), least=least), None]
            yield [str(DEFINITIONS[code].label), names.get(key, key), *days, *told, ""]


def _percent(share: Share | None) -> int | None:
    return None if share is None or share.rate is None else round(share.rate * 100)
