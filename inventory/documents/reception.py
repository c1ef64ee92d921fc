"""Draws the reception slip: what was announced, what came, and the difference."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

from reportlab.platypus import Flowable

from reuse.documents import kit, signatures
from reuse.documents.kinds import Kind
from reuse.documents.rendering import renders
from reuse.documents.wording import reception, words
from reuse.web.templatetags import look


class CountedLine(TypedDict):
    """One type of device. Ten announced and ten received may still be one missing and one not announced."""

    type: str
    announced: int
    received: int


class Quantity(TypedDict):
    type: str
    quantity: int


class CountedDevice(TypedDict):
    """A device in a list; what is not known is empty. `name`: maker and model."""

    code: str
    type: str
    name: str
    tag: NotRequired[str]
    serial: NotRequired[str]


class ReceptionSlip(TypedDict):
    """Facts of a reception slip.

    missing: devices the donor listed; missing_quantities: what is missing of quantities announced without a list.
    `received` may be left out when the list of what came is not wanted on paper.
    """

    batch: str
    donor: str
    workshop: str
    site: str
    started_at: str
    ended_at: str
    received_by: str
    lines: Sequence[CountedLine]
    missing: Sequence[CountedDevice]
    missing_quantities: Sequence[Quantity]
    unexpected: Sequence[CountedDevice]
    received: NotRequired[Sequence[CountedDevice]]
    agreement: NotRequired[str]
    remarks: NotRequired[str]
    signatures: NotRequired[Sequence[signatures.Signature]]


@renders(Kind.RECEPTION_SLIP)
def reception_slip(facts: ReceptionSlip) -> kit.Content:
    """What was announced and what came; see ReceptionSlip for its facts."""
    count = _count(facts)
    announced, received, missing, unexpected = (sum(column) for column in zip(*count.values(), strict=True))
    verdict, detail = reception.difference(missing, unexpected)
    body = [
        kit.Verdict(verdict, tone="watch" if missing or unexpected else "ok", detail=detail),
        kit.figures(
            [
                (look.number(announced), reception.ANNOUNCED),
                (look.number(received), reception.RECEIVED),
                (look.number(missing), reception.MISSING),
                (look.number(unexpected), reception.UNEXPECTED),
            ]
        ),
        kit.facts(
            [
                (words.DONOR, facts["donor"]),
                (words.WORKSHOP, ", ".join(filter(None, [facts["workshop"], facts["site"]]))),
                (reception.AGREEMENT, facts.get("agreement", "")),
                (reception.STARTED, kit.instant(facts["started_at"])),
                (reception.ENDED, kit.instant(facts["ended_at"])),
                (reception.RECEIVED_BY, facts["received_by"]),
                (reception.REMARKS, facts.get("remarks", "")),
            ]
        ),
        kit.heading(reception.COUNT),
        _count_table(count),
        kit.together([kit.space(), kit.note(reception.NEXT), *signatures.block(_slip_signatures(facts))]),
        *_missing(facts, missing),
        *_device_list(reception.unexpected_list(unexpected), facts["unexpected"]),
        *_device_list(reception.received_list(received), facts.get("received", [])),
    ]
    return kit.Content(reception.title(), [kit.Part(reception.lead(facts["batch"], facts["donor"]), body)])


def _count(facts: ReceptionSlip) -> dict[str, tuple[int, int, int, int]]:
    """By type: announced, received, missing, not announced."""
    missing = Counter(device["type"] for device in facts["missing"])
    for line in facts["missing_quantities"]:
        missing[line["type"]] += line["quantity"]
    unexpected = Counter(device["type"] for device in facts["unexpected"])
    return {
        line["type"]: (line["announced"], line["received"], missing[line["type"]], unexpected[line["type"]])
        for line in facts["lines"]
    }


def _count_table(count: Mapping[str, tuple[int, int, int, int]]) -> Flowable:
    heads = [reception.ANNOUNCED, reception.RECEIVED, reception.MISSING, reception.UNEXPECTED]
    columns = [kit.Column(words.TYPE, 4), *(kit.Column(head, 1.4, is_number=True) for head in heads)]
    total = [sum(column) for column in zip(*count.values(), strict=True)]
    rows = [(name, *(look.number(number) for number in row)) for name, row in count.items()]
    return kit.table(columns, [*rows, (reception.TOTAL, *(look.number(number) for number in total))])


def _missing(facts: ReceptionSlip, missing: int) -> list[Flowable]:
    if not missing:
        return []
    unlisted = [
        reception.without_list(look.number(line["quantity"]), line["type"])
        for line in facts["missing_quantities"]
    ]
    listed = _device_list(reception.missing_list(missing), facts["missing"])
    return [*(listed or [kit.heading(reception.missing_list(missing))]), kit.space(3), kit.items(unlisted)]


def _device_list(title: str, devices: Sequence[CountedDevice]) -> list[Flowable]:
    if not devices:
        return []
    columns = [
        kit.Column(words.CODE, 1.6),
        kit.Column(words.TYPE, 1.8),
        kit.Column(words.MODEL, 3),
        kit.Column(words.TAG, 1.6),
        kit.Column(words.SERIAL, 2),
    ]
    rows = [
        (
            kit.device_code(device["code"]),
            device["type"],
            device["name"],
            kit.Code(device.get("tag", "")),
            kit.Code(device.get("serial", "")),
        )
        for device in devices
    ]
    return [kit.heading(title), kit.table(columns, rows)]


def _slip_signatures(facts: ReceptionSlip) -> Sequence[signatures.Signature]:
    return facts.get("signatures") or [
        {
            "role": str(reception.FOR_THE_WORKSHOP),
            "name": facts["received_by"],
            "organisation": facts["workshop"],
            "method": "paper",
        },
        {
            "role": str(reception.FOR_THE_CARRIER),
            "name": "",
            "organisation": facts["donor"],
            "method": "paper",
        },
    ]
