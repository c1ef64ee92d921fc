"""Draws the receipt of a stocktake: what was expected, what was found, what was decided of the difference."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from reportlab.platypus import Flowable

from reuse.documents import kit
from reuse.documents.kinds import Kind
from reuse.documents.rendering import renders
from reuse.documents.wording import stock, words
from reuse.web.templatetags import look


class DifferingDevice(TypedDict):
    """`kind`: missing, left, elsewhere or unexpected. `place`: where it was recorded."""

    code: str
    type: str
    name: str
    kind: str
    place: NotRequired[str]
    decision: NotRequired[str]


class CountedType(TypedDict):
    type: str
    expected: int
    found: int


class StocktakeReceipt(TypedDict):
    """Facts of a receipt."""

    stocktake: str
    organisation: str
    site: str
    place: NotRequired[str]
    opened_at: str
    opened_by: str
    closed_at: str
    closed_by: str
    counted_by: Sequence[str]
    expected: int
    found: int
    missing: int
    left: int
    elsewhere: int
    unexpected: int
    lines: Sequence[DifferingDevice]
    by_type: Sequence[CountedType]


@renders(Kind.STOCKTAKE_RECEIPT)
def stocktake_receipt(facts: StocktakeReceipt) -> kit.Content:
    """The receipt of a closed stocktake; see StocktakeReceipt for its facts."""
    differences = len(facts["lines"])
    body = [
        kit.Verdict(
            stock.stocktake_verdict(differences),
            tone="watch" if differences else "ok",
            detail=facts["stocktake"],
        ),
        kit.figures(
            [
                (look.number(facts["expected"]), stock.EXPECTED),
                (look.number(facts["found"]), stock.FOUND),
                (look.number(facts["missing"]), stock.MISSING),
                (look.number(facts["elsewhere"]), stock.ELSEWHERE),
                (look.number(facts["unexpected"]), stock.UNEXPECTED),
            ]
        ),
        kit.facts(
            [
                (words.WORKSHOP, f"{facts['organisation']}, {facts['site']}"),
                (stock.PLACE, facts.get("place", "")),
                (stock.OPENED, _by(facts["opened_at"], facts["opened_by"])),
                (stock.COUNTED_BY, ", ".join(facts["counted_by"])),
                (stock.CLOSED, _by(facts["closed_at"], facts["closed_by"])),
                (stock.LEFT, look.number(facts["left"]) if facts["left"] else ""),
            ]
        ),
        kit.heading(stock.COUNT),
        _by_type(facts["by_type"]),
        *_differences(facts["lines"]),
    ]
    where = facts.get("place") or facts["site"]
    return kit.Content(stock.stocktake_title(), [kit.Part(where, body)])


def _by(at: str, person: str) -> str:
    return f"{kit.instant(at)}, {person}"


def _by_type(lines: Sequence[CountedType]) -> Flowable:
    heads = [stock.EXPECTED, stock.FOUND, stock.MISSING]
    columns = [kit.Column(words.TYPE, 4), *(kit.Column(head, 1.4, is_number=True) for head in heads)]
    rows = [
        (line["type"], *map(look.number, (line["expected"], line["found"], line["expected"] - line["found"])))
        for line in lines
    ]
    return kit.table(columns, rows)


def _differences(lines: Sequence[DifferingDevice]) -> list[Flowable]:
    if not lines:
        return []
    columns = [
        kit.Column(words.CODE, 1.6),
        kit.Column(words.DEVICE, 3),
        kit.Column(stock.DIFFERENCE, 1.8),
        kit.Column(stock.RECORDED, 1.8),
        kit.Column(stock.DECISION, 1.8),
    ]
    rows = [
        (
            kit.device_code(line["code"]),
            (line["name"], line["type"]),
            str(stock.KINDS[line["kind"]]),
            line.get("place", ""),
            line.get("decision", ""),
        )
        for line in lines
    ]
    return [kit.heading(stock.DIFFERENCES), kit.table(columns, rows)]
