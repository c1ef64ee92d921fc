"""Draws a donor's yearly report from its facts: counts, outcomes, kilograms, CO2e, places, batches, method."""

from collections.abc import Iterator
from typing import Any

from reportlab.platypus import Flowable

from reuse.documents import charts, kit
from reuse.documents.kinds import Kind
from reuse.documents.rendering import renders
from reuse.documents.wording import yearly as words
from reuse.web.templatetags.look import number

Facts = dict[str, Any]  # as reuse.reports.workflow.yearly.facts_of makes them


@renders(Kind.OUTCOME_REPORT)
def yearly_report(facts: Facts) -> kit.Content:
    """The report of one donor and year."""
    lead = words.lead(facts["donor"], kit.day(facts["until"]))
    return kit.Content(words.title(facts["year"]), [kit.Part(lead, list(_body(facts)))])


def _body(facts: Facts) -> Iterator[Flowable]:
    counts = facts["counts"]
    yield kit.heading(words.COUNTS)
    told = [(words.RECEIVED, counts["received"]), (words.ERASED, counts["erased"])]
    told += [(words.READY, counts["ready"]), (words.REUSED, facts["reused"])]
    yield kit.figures([(number(count), label) for label, count in told])
    yield from _outcomes(facts["outcomes"])
    yield from _impact(facts["impact"])
    yield from _where(facts["where"])
    yield from _tables(facts)
    yield kit.heading(words.METHOD)
    yield from (kit.note(one) for one in words.METHODS)
    yield from (kit.note(one) for one in facts["impact"]["sources"])


def _outcomes(outcomes: list[Facts]) -> Iterator[Flowable]:
    told = [(words.OUTCOME[one["code"]], one) for one in outcomes]
    bars = [charts.Bar(label, one["devices"], number(one["devices"])) for label, one in told]
    yield kit.together([kit.heading(words.OUTCOMES), charts.Bars(bars)])
    weights = [
        charts.Bar(label, one["grams"], words.kilograms(number(one["grams"] / 1000, 1)))
        for label, one in told
    ]
    yield kit.together([kit.heading(words.WEIGHT), charts.Bars(weights), kit.note(words.WEIGHT_NOTE)])


def _impact(impact: Facts) -> Iterator[Flowable]:
    if not impact["devices"] and not impact["without"]:
        return
    told: list[Flowable] = [kit.heading(words.IMPACT)]
    if impact["high_g"]:
        low, high = (number(round(impact[end] / 1000)) for end in ("low_g", "high_g"))
        shown = words.for_devices(number(impact["devices"]), impact["devices"])
        told.append(kit.figures([(words.between(low, high), shown)]))
        told.append(kit.note(words.factors(", ".join(impact["versions"]))))
    if impact["without"]:
        told.append(kit.paragraph(words.without_factor(number(impact["without"]), impact["without"])))
    yield kit.together(told)


def _where(where: Facts) -> Iterator[Flowable]:
    if not where["until"]:
        yield kit.together([kit.heading(words.WHERE), kit.paragraph(words.NOTHING_YET)])
        return
    bars = [
        charts.Bar(
            words.region(one["name"]) if one["is_region"] else one["name"],
            one["devices"],
            number(one["devices"]),
        )
        for one in where["places"]
    ]
    if where["elsewhere"]:
        bars.append(charts.Bar(words.ELSEWHERE, where["elsewhere"], number(where["elsewhere"])))
    note = kit.note(words.places_until(kit.day(where["until"])))
    yield kit.together([kit.heading(words.WHERE), charts.Bars(bars), note])


def _tables(facts: Facts) -> Iterator[Flowable]:
    numbers = [kit.Column(title, 1, is_number=True) for title in (words.RECEIVED, words.REUSED)]
    if facts["types"]:
        rows = [(one["type"], number(one["received"]), number(one["reused"])) for one in facts["types"]]
        yield kit.heading(words.TYPES)
        yield kit.table([kit.Column(words.TYPE, 3), *numbers], rows)
    if facts["batches"]:
        columns = [kit.Column(words.BATCH, 3), *numbers, kit.Column(words.RECYCLED, 1, is_number=True)]
        yield kit.heading(words.BATCHES)
        yield kit.table(
            columns,
            [
                (
                    (one["ref"], one["title"]),
                    *(number(one[name]) for name in ("received", "reused", "recycled")),
                )
                for one in facts["batches"]
            ],
        )
