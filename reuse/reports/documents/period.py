"""Draws a report of a period from its facts: cover, charts, tables, method."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.utils import formats
from reportlab.platypus import Flowable, PageBreak

from reuse.accounts.models import LegalKind
from reuse.documents import charts, covers, drawings, kit
from reuse.documents.kinds import Kind
from reuse.documents.rendering import renders
from reuse.documents.wording import period as words
from reuse.documents.wording import yearly
from reuse.reports.models import Target
from reuse.web import departments
from reuse.web.departments import NAMES
from reuse.web.templatetags.look import month as month_of
from reuse.web.templatetags.look import number

Facts = dict[str, Any]  # as reuse.reports.queries.period.facts_of makes them
MOST_BARS = 14
MOST_COLUMNS = 18


@renders(Kind.PERIOD_REPORT)
def period_report(facts: Facts) -> kit.Content:
    """The report of the network or of one site."""
    lead = words.span(kit.day(facts["since"]), kit.day(facts["until"]))
    return kit.Content(words.title(facts["scope"]), [kit.Part(lead, list(_body(facts)))])


def _body(facts: Facts) -> Iterator[Flowable]:
    yield from _cover(facts)
    yield PageBreak()
    yield from _figures(facts)
    yield from _months(facts["months"])
    yield from _types(facts["types"])
    yield from _lead(facts["lead"])
    yield from _weights(facts)
    yield from _places(facts)
    yield from _targets(facts["targets"])
    yield kit.heading(words.METHOD)
    yield from (kit.note(one) for one in words.METHODS)
    yield from (kit.note(one) for one in facts["impact"]["sources"])


def _cover(facts: Facts) -> Iterator[Flowable]:
    counts, earlier = facts["counts"], facts["before"]
    done, before = counts["handed_over"], earlier["counts"]["handed_over"]
    compared = words.compared(done - before, _signed(done - before), number(before))
    told = [
        (number(counts[name]), words.FIGURES[name]) for name in ("received", "erased", "ready", "recycled")
    ]
    yield kit.space(14)
    yield covers.Hero(
        number(done), words.handed_over(done), compared if any(counts.values()) else words.NOTHING
    )
    yield kit.space(18)
    yield kit.figures(told)
    yield kit.space(8)
    yield from _at_a_glance(facts)
    yield kit.space(8)
    yield kit.Stitch()
    yield kit.space(8)
    as_of = facts["as_of"]
    yield kit.facts(
        [
            (words.SCOPE, facts["scope"] or words.NETWORK),
            (words.PERIOD, words.span(kit.day(facts["since"]), kit.day(facts["until"]))),
            (words.BEFORE, words.span(kit.day(earlier["since"]), kit.day(earlier["until"]))),
            (words.AS_OF, words.as_of(kit.instant(as_of["at"]), number(as_of["event"]))),
        ]
    )


def _signed(change: int) -> str:
    """A change with its sign: + 12, − 3, 0."""
    if not change:
        return "0"
    return f"{'+' if change > 0 else '−'}\u00a0{number(abs(change))}"


def _figures(facts: Facts) -> Iterator[Flowable]:
    now, before = facts["counts"], facts["before"]["counts"]
    columns = [
        kit.Column(words.FIGURE, 4),
        *(
            kit.Column(title, 1.3, is_number=True)
            for title in (words.DEVICES, words.BEFORE, words.DIFFERENCE)
        ),
    ]
    yield kit.heading(words.COUNTS)
    yield kit.table(
        columns,
        [
            (label, number(now[name]), number(before[name]), _signed(now[name] - before[name]))
            for name, label in words.FIGURES.items()
            if name in now  # a report issued before a figure was thought of does not know it
        ],
    )
    if now["handed_over"]:
        share = formats.number_format(100 * now["nearby"] / now["handed_over"], 0) + "\u00a0%"
        yield kit.space(5)
        yield kit.note(words.nearby(share))


def _at_a_glance(facts: Facts) -> Iterator[Flowable]:
    """Month by month; of less than two months the way from announced to handed over."""
    months, counts = facts["months"], facts["counts"]
    if len(months) > 1 and any(counts.values()):
        series = [words.FIGURES[name] for name in ("received", "handed_over")]
        yield charts.Columns(series, list(_groups(months)))
    elif any(counts.values()):
        steps = ("announced", "received", "erased", "ready", "handed_over")
        yield charts.Bars([charts.Bar(words.FIGURES[one], counts[one], number(counts[one])) for one in steps])


def _groups(months: list[Facts]) -> Iterator[charts.Group]:
    """By the month; where the columns would be too many by the quarter, then by the year."""
    called = _short
    if len(months) > MOST_COLUMNS:
        called = _quarter if len(months) <= 3 * (MOST_COLUMNS - 1) else _year
    for label, group in groupby(months, lambda one: called(_first(one["month"]))):
        told = list(group)
        yield charts.Group(label, [sum(one[name] for one in told) for name in ("received", "handed_over")])


def _short(first: date) -> str:
    """juin, and in January janv. 27"""
    return f"{month_of(first)} {first:%y}" if first.month == 1 else month_of(first)


def _quarter(first: date) -> str:
    """T2, and from January T1 27"""
    label = words.quarter((first.month + 2) // 3)
    return f"{label} {first:%y}" if first.month <= 3 else label


def _year(first: date) -> str:
    return f"{first:%Y}"


def _months(months: list[Facts]) -> Iterator[Flowable]:
    if any(one[figure] for one in months for figure in one.keys() - {"month"}) and len(months) > 1:
        names = [(formats.date_format(_first(one["month"]), "F Y"), one) for one in months]
        yield kit.heading(words.MONTHS)
        yield _wide(words.MONTH, list(names))


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _types(types: list[Facts]) -> Iterator[Flowable]:
    if not types:
        return
    bars = [
        charts.Bar(one["name"], one["handed_over"], number(one["handed_over"]))
        for one in types[:MOST_BARS]
        if one["handed_over"]
    ]
    drawn = [kit.note(words.FIGURES["handed_over"]), charts.Bars(bars), kit.space(6)] if bars else []
    table = _wide(words.TYPE, [(one["name"], one) for one in types])
    yield kit.together([kit.heading(words.TYPES), *drawn, table])


def _wide(title: kit.Text, rows: list[tuple[object, Facts]]) -> Flowable:
    figures = ("received", "ready", "handed_over", "recycled")
    columns = [
        kit.Column(title, 3),
        *(kit.Column(words.FIGURES[one], 1.2, is_number=True) for one in figures),
    ]
    return kit.table(columns, [(name, *(number(one[figure]) for figure in figures)) for name, one in rows])


def _lead(lead: Facts) -> Iterator[Flowable]:
    if not lead["devices"]:
        return
    told = [(number(lead["mean_tenths"] / 10, 1), words.MEAN)]
    if lead.get("median") is not None:
        told.insert(0, (number(lead["median"]), words.MEDIAN))
    parts = [kit.heading(words.LEAD), kit.figures(told)]
    if lead.get("high") is not None:
        parts.append(kit.note(words.eight_in_ten(number(lead["low"]), number(lead["high"]))))
    yield kit.together(parts)


def _weights(facts: Facts) -> Iterator[Flowable]:
    weights, impact = facts["weights"], facts["impact"]
    bars = [
        charts.Bar(
            words.FIGURES[one["figure"]], one["grams"], words.kilograms(number(round(one["grams"] / 1000)))
        )
        for one in weights
    ]
    unknown = max(one["unknown"] for one in weights)
    notes = [kit.note(words.unknown(number(unknown), unknown))] if unknown else []
    if any(one["devices"] for one in weights):
        yield kit.together([kit.heading(words.WEIGHT), charts.Bars(bars), *notes])
    if impact["high_g"]:
        low, high = (number(round(impact[end] / 1000)) for end in ("low_g", "high_g"))
        told = [(yearly.between(low, high), yearly.for_devices(number(impact["devices"]), impact["devices"]))]
        versions = kit.note(yearly.factors(", ".join(impact["versions"])))
        yield kit.together([kit.heading(words.IMPACT), kit.figures(told), versions])
    if impact["without"]:
        yield kit.note(yearly.without_factor(number(impact["without"]), impact["without"]))


def _country(places: list[Facts]) -> Iterator[Flowable]:
    """A map of what was handed over, once there are several departments to compare."""
    counts: Counter[str] = Counter()
    for one in places:
        counts[one["department"]] += one["handed_over"]
    shares = {code: count / max(counts.values()) for code, count in counts.items() if count}
    if len(shares) > 1:
        yield from (kit.note(words.MAP), drawings.Country(departments.tiles(shares)), kit.space(10))


def _places(facts: Facts) -> Iterator[Flowable]:
    if facts["places"]:
        yield kit.together([kit.heading(words.PLACES), *_country(facts["places"])])
        yield _wide(
            words.PLACE,
            [
                ((one["name"], NAMES.get(one["department"], one["department"])), one)
                for one in facts["places"]
            ],
        )
    if facts["donors"]:
        bars = [
            charts.Bar(str(LegalKind(one["kind"]).label), one["received"], number(one["received"]))
            for one in facts["donors"]
        ]
        note = kit.note(words.FIGURES["received"])
        yield kit.together([kit.heading(words.DONORS), note, charts.Bars(bars)])


def _targets(targets: list[Facts]) -> Iterator[Flowable]:
    if not targets:
        return
    columns = [
        kit.Column(words.TARGET, 4),
        *(kit.Column(title, 1.2, is_number=True) for title in (words.QUANTITY, words.ACHIEVED, words.SHARE)),
    ]
    rows = []
    for one in targets:
        share = formats.number_format(100 * one["achieved"] / one["quantity"], 1) + "\u00a0%"
        unit = Target.Unit(one.get("unit", Target.Unit.DEVICES)).label
        until = f"{words.UNTIL} {kit.day(one['until'])} · {unit}"
        rows.append(((one["name"], until), number(one["quantity"]), number(one["achieved"]), share))
    yield kit.together([kit.heading(words.TARGETS), kit.table(columns, rows)])
