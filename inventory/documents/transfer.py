"""Draws the transfer slip and the monthly statement of a refurbisher."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Literal, NotRequired, TypedDict

from reportlab.platypus import Flowable

from reuse.documents import kit, signatures
from reuse.documents.kinds import Kind
from reuse.documents.rendering import renders
from reuse.documents.wording import stock, words
from reuse.web.templatetags import look


class SentDevice(TypedDict):
    code: str
    type: str
    name: str
    serial: NotRequired[str]
    box: NotRequired[str]
    stage: NotRequired[str]


class SentBox(TypedDict):
    name: str
    code: str
    devices: int


class TransferSlip(TypedDict):
    """Facts of a transfer slip."""

    transfer: str
    sender: str
    from_site: str
    from_address: NotRequired[str]
    receiver: str
    to_site: str
    to_address: NotRequired[str]
    carrier: NotRequired[str]
    sent_at: str
    sent_by: str
    boxes: Sequence[SentBox]
    devices: Sequence[SentDevice]


@renders(Kind.TRANSFER_SLIP)
def transfer_slip(facts: TransferSlip) -> kit.Content:
    """The slip that goes with a transfer; see TransferSlip for its facts."""
    devices = facts["devices"]
    sender = [facts["sender"], facts["from_site"], facts.get("from_address")]
    receiver = [facts["receiver"], facts["to_site"], facts.get("to_address")]
    body = [
        kit.facts(
            [
                (stock.FROM, ", ".join(filter(None, sender))),
                (stock.TO, ", ".join(filter(None, receiver))),
                (stock.CARRIER, facts.get("carrier", "")),
                (stock.SENT, kit.instant(facts["sent_at"])),
                (stock.SENT_BY, facts["sent_by"]),
            ]
        ),
        kit.heading(stock.CONTENT),
        _by_type(devices),
        *_boxes(facts["boxes"]),
        kit.together([kit.space(), kit.note(stock.TRANSFER_NOTE), *signatures.block(_signatures(facts))]),
        kit.heading(stock.DEVICES),
        _devices(devices),
    ]
    lead = stock.transfer_lead(facts["transfer"], look.number(len(devices)), len(devices))
    return kit.Content(stock.transfer_title(), [kit.Part(lead, body)])


def _by_type(devices: Sequence[SentDevice]) -> Flowable:
    columns = [kit.Column(words.TYPE, 5), kit.Column(words.QUANTITY, 1, is_number=True)]
    count = Counter(device["type"] for device in devices)
    return kit.table(columns, [(name, look.number(number)) for name, number in sorted(count.items())])


def _boxes(boxes: Sequence[SentBox]) -> list[Flowable]:
    if not boxes:
        return []
    columns = [
        kit.Column(stock.BOX, 3),
        kit.Column(words.CODE, 2),
        kit.Column(words.QUANTITY, 1, is_number=True),
    ]
    rows = [(box["name"], kit.device_code(box["code"]), look.number(box["devices"])) for box in boxes]
    return [kit.heading(stock.BOXES), kit.table(columns, rows)]


def _devices(devices: Sequence[SentDevice]) -> Flowable:
    columns = [
        kit.Column(words.CODE, 1.6),
        kit.Column(words.TYPE, 1.6),
        kit.Column(words.MODEL, 2.8),
        kit.Column(words.SERIAL, 2),
        kit.Column(stock.BOX, 1.6),
    ]
    rows = [
        (
            kit.device_code(device["code"]),
            device["type"],
            (device["name"], device.get("stage", "")),
            kit.Code(device.get("serial", "")),
            device.get("box", ""),
        )
        for device in devices
    ]
    return kit.table(columns, rows)


def _signatures(facts: TransferSlip) -> list[signatures.Signature]:
    return [
        {
            "role": str(stock.FOR_THE_SENDER),
            "name": facts["sent_by"],
            "organisation": facts["sender"],
            "method": "paper",
        },
        {
            "role": str(stock.FOR_THE_RECEIVER),
            "name": "",
            "organisation": facts["receiver"],
            "method": "paper",
        },
    ]


class CategoryLine(TypedDict):
    category: str
    received: int
    checked: int
    non_conforming: int
    in_stock: int
    handed_over: int
    returned: int
    other: int


class RefurbisherStatement(TypedDict):
    """Facts of a statement. Rates are per thousand: the ledger of documents holds no floats."""

    refurbisher: str
    receiver: str
    month: str
    rows: Sequence[CategoryLine]
    total: CategoryLine
    reasons: Sequence[tuple[str, int]]
    rate_permille: int | None
    most_permille: int | None
    agreement: NotRequired[str]


_COLUMNS = (
    ("received", stock.RECEIVED),
    ("checked", stock.CHECKED),
    ("non_conforming", stock.NON_CONFORMING),
    ("in_stock", stock.IN_STOCK),
    ("handed_over", stock.HANDED_OVER),
    ("returned", stock.RETURNED),
    ("other", stock.OTHER),
)


@renders(Kind.REFURBISHER_STATEMENT)
def refurbisher_statement(facts: RefurbisherStatement) -> kit.Content:
    """What a refurbisher sent in a month; see RefurbisherStatement for its facts."""
    words_of_rate, tone = _verdict(facts["rate_permille"], facts["most_permille"])
    total = facts["total"]
    body = [
        kit.Verdict(words_of_rate, tone=tone, detail=facts.get("agreement", "")),
        kit.figures(
            [
                (look.number(total["received"]), stock.RECEIVED),
                (look.number(total["checked"]), stock.CHECKED),
                (look.number(total["non_conforming"]), stock.NON_CONFORMING),
                (look.number(total["returned"]), stock.RETURNED),
            ]
        ),
        kit.heading(stock.BY_CATEGORY),
        kit.table(
            [
                kit.Column(stock.CATEGORY, 2),
                *(kit.Column(title, 1.3, is_number=True) for _name, title in _COLUMNS),
            ],
            [_cells(row["category"] or str(stock.NO_CATEGORY), row) for row in facts["rows"]]
            + [_cells(str(stock.TOTAL), total)],
        ),
        *_reasons(facts["reasons"]),
        kit.space(),
        kit.note(stock.STATEMENT_NOTE),
    ]
    month = look.month(date.fromisoformat(facts["month"]))
    lead = f"{facts['refurbisher']} → {facts['receiver']}, {month}"
    return kit.Content(stock.statement_title(), [kit.Part(lead, body)])


def _cells(name: str, row: CategoryLine) -> tuple[str, ...]:
    counts = [
        row["received"],
        row["checked"],
        row["non_conforming"],
        row["in_stock"],
        row["handed_over"],
        row["returned"],
        row["other"],
    ]
    return (name, *(look.number(count) for count in counts))


def _verdict(rate: int | None, most: int | None) -> tuple[str, Literal["ok", "watch", "bad"]]:
    if rate is None:
        return stock.nothing_checked(), "watch"
    told = look.percent(rate / 1000, 1)
    if most is None:
        return stock.no_agreement(told), "watch"
    agreed = look.percent(most / 1000, 1)
    return (stock.over(told, agreed), "bad") if rate > most else (stock.within(told, agreed), "ok")


def _reasons(reasons: Sequence[tuple[str, int]]) -> list[Flowable]:
    if not reasons:
        return []
    columns = [kit.Column(stock.REASON, 5), kit.Column(words.QUANTITY, 1, is_number=True)]
    return [kit.heading(stock.REASONS), kit.table(columns, [(name, look.number(n)) for name, n in reasons])]
