"""The figures of a period as a file: one figure a line, beside the period before, whole and by a slice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from reuse.core.tables import Cell
from reuse.reports.queries import milestones, numbers, slicing, suppression
from reuse.reports.queries.definitions import DEFINITIONS
from reuse.reports.queries.impacts import Impacts
from reuse.reports.queries.numbers import Numbers, Share, Spread
from reuse.reports.queries.presets import Period

COUNTS = tuple(figure for figure in milestones.FIGURES if figure in DEFINITIONS)
LENGTHS = {"lead_time": milestones.HANDED_OVER, "wait": milestones.SERVED}
Values = tuple[Cell, Cell]  # of the period, and of the one before


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to tell of one period."""

    numbers: Numbers
    spreads: Mapping[str, Spread]
    impacts: Impacts | None
    sliced: Mapping[str, Numbers]


def rows(period: Period, now: Found, before: Found, *, of: str, by: str, least: int) -> Iterator[list[Cell]]:
    """Every count, share, length and weight, then the counts by slice. What is not told is left empty.

    `of`: what all of it is narrowed to, in words.
    """
    yield [_("Figure"), _("Of what"), _("First day"), _("Last day"), _("Value"), _("Before"), _("Definition")]
    days: list[Cell] = [period.since, period.until]
    for code in COUNTS:
        told = [suppression.told(one.numbers.count(code), least=least) for one in (now, before)]
        yield [str(DEFINITIONS[code].label), of, *days, *told, str(DEFINITIONS[code].text)]
    for code in numbers.SHARES:
        shares = [one.numbers.share(code).told(least=least) for one in (now, before)]
        label = f"{DEFINITIONS[code].label} (%)"
        yield [label, of, *days, *map(_percent, shares), str(DEFINITIONS[code].text)]
    for code, figure in LENGTHS.items():
        for name, values in _lengths(code, figure, now, before, least):
            yield [name, of, *days, *values, str(DEFINITIONS[code].text)]
    for code, name, values in _impacts(now.impacts, before.impacts):
        yield [name, of, *days, *values, str(DEFINITIONS[code].text)]
    for label, name, values in _slices(by, now.sliced, before.sliced, least):
        yield [label, f"{of}, {name}" if of else name, *days, *values, ""]


def _percent(share: Share | None) -> int | None:
    return None if share is None or share.rate is None else round(share.rate * 100)


def _lengths(code: str, figure: str, now: Found, before: Found, least: int) -> Iterator[tuple[str, Values]]:
    """In days: the mean; where they are known, the middle and the range of eight in ten."""
    found = (now, before)
    small = [suppression.is_small(one.numbers.of(figure).dated, least=least) for one in found]
    means = [one.numbers.mean_days(figure) for one in found]
    spreads = [one.spreads.get(figure) or Spread({}) for one in found]
    lengths: tuple[tuple[str, list[Cell]], ...] = (
        (_("mean"), [None if mean is None else _tenths(mean) for mean in means]),
        (_("median"), [one.middle for one in spreads]),
        (_("one in ten at most"), [one.low for one in spreads]),
        (_("nine in ten at most"), [one.high for one in spreads]),
    )
    for word, values in lengths:
        first, second = (None if hides else value for hides, value in zip(small, values, strict=True))
        yield (
            _("%(figure)s, %(word)s (days)") % {"figure": DEFINITIONS[code].label, "word": word},
            (first, second),
        )


def _impacts(now: Impacts | None, before: Impacts | None) -> Iterator[tuple[str, str, Values]]:
    """In kilograms: what was received, handed over, recycled; what was avoided, from low to high."""
    if now is None or before is None:
        return
    for one, earlier in zip(now.weights, before.weights, strict=True):
        names = {"weight": DEFINITIONS["weight"].label, "figure": DEFINITIONS[one["figure"]].label}
        values = (_kilograms(one["grams"]), _kilograms(earlier["grams"]))
        yield "weight", _("%(weight)s, %(figure)s (kg)") % names, values
    for end, word in (("low_g", _("low")), ("high_g", _("high"))):
        name = _("%(figure)s, %(word)s (kg)") % {"figure": DEFINITIONS["co2e"].label, "word": word}
        yield "co2e", name, (_kilograms(now.avoided[end]), _kilograms(before.avoided[end]))


def _kilograms(grams: int) -> Decimal:
    return _tenths(grams / 1000)


def _tenths(number: float) -> Decimal:
    return Decimal(number).quantize(Decimal("0.1"))


def _slices(
    by: str, now: Mapping[str, Numbers], before: Mapping[str, Numbers], least: int
) -> Iterator[tuple[str, str, Values]]:
    names = slicing.labels(by) if by else {}
    keys = sorted({*now, *before})
    for code in numbers.OF_WHOM.get(by, COUNTS) if by else ():
        told = []
        for found in (now, before):
            counts = [found.get(key, Numbers()).count(code) for key in keys]
            hidden = suppression.hidden(counts, least=least)
            told.append(
                [
                    None if place in hidden else suppression.told(count, least=least)
                    for place, count in enumerate(counts)
                ]
            )
        for key, first, second in zip(keys, *told, strict=True):
            yield str(DEFINITIONS[code].label), names.get(key, key) or _("not known"), (first, second)
