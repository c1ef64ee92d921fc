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


class RefusedDevice(CountedDevice):
    """A device that came and is not kept."""

    reason: str
    is_gone: NotRequired[bool]


class ArrivedPallet(TypedDict):
    name: str
    seal_departed: str
    seal_arrived: str
    has_arrived: bool
    weight_g: int | None


class ArrivedDelivery(TypedDict):
    number: int
    arrived_at: str
    carrier: str
    received_by: str
    pallets: Sequence[ArrivedPallet]


class ExplainedDifference(TypedDict):
    """`side`: missing or unexpected."""

    type: str
    side: str
    count: int
    reason: str
    words: str


class SentOn(TypedDict):
    transfer: str
    site: str
    count: int


class ReceptionSlip(TypedDict):
    """Facts of a reception slip.

    missing: devices the donor listed; missing_quantities: what is missing of quantities announced without a list.
    `received` may be left out when the list of what came is not wanted on paper. From `kept` on: slips of before
    deliveries were noted have none of it.
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
    kept: NotRequired[int]
    deliveries: NotRequired[Sequence[ArrivedDelivery]]
    differences: NotRequired[Sequence[ExplainedDifference]]
    refused: NotRequired[Sequence[RefusedDevice]]
    sent_on: NotRequired[Sequence[SentOn]]
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
        *_fates(facts),
        kit.facts(
            [
                (words.DONOR, facts["donor"]),
                (words.WORKSHOP, kit.place(facts["workshop"], facts["site"])),
                (reception.AGREEMENT, facts.get("agreement", "")),
                (reception.STARTED, kit.instant(facts["started_at"])),
                (reception.ENDED, kit.instant(facts["ended_at"])),
                (reception.RECEIVED_BY, facts["received_by"]),
                (reception.REMARKS, facts.get("remarks", "")),
            ]
        ),
        kit.heading(reception.COUNT),
        _count_table(count),
        *_differences(facts.get("differences", [])),
        *_deliveries(facts.get("deliveries", [])),
        kit.together([kit.space(), kit.note(reception.NEXT), *signatures.block(_slip_signatures(facts))]),
        *_refused(facts.get("refused", [])),
        *_sent_on(facts.get("sent_on", [])),
        *_missing(facts, missing),
        *_device_list(reception.unexpected_list(unexpected), facts["unexpected"]),
        *_device_list(reception.received_list(received), facts.get("received", [])),
    ]
    return kit.Content(reception.title(), [kit.Part(reception.lead(facts["batch"], facts["donor"]), body)])


def _fates(facts: ReceptionSlip) -> list[Flowable]:
    """What stays of what came, said where anything does not."""
    refused, sent_on = len(facts.get("refused", [])), sum(one["count"] for one in facts.get("sent_on", []))
    if not refused and not sent_on:
        return []
    pairs = [
        (look.number(facts.get("kept", 0)), reception.KEPT),
        (look.number(refused), reception.REFUSED),
        (look.number(sent_on), reception.SENT_ON),
    ]
    return [kit.figures([*pairs, ("", "")])]  # below those of the count, which are four


def _differences(differences: Sequence[ExplainedDifference]) -> list[Flowable]:
    if not differences:
        return []
    columns = [
        kit.Column(words.TYPE, 2),
        kit.Column(reception.DIFFERENCE, 1.6),
        kit.Column(reception.EXPLANATION, 5),
    ]
    rows = [
        (
            one["type"],
            reception.counted(look.number(one["count"]), one["side"], one["count"]),
            ". ".join(filter(None, [one["reason"], one["words"]])),
        )
        for one in differences
    ]
    return [kit.heading(reception.DIFFERENCES), kit.table(columns, rows)]


def _deliveries(deliveries: Sequence[ArrivedDelivery]) -> list[Flowable]:
    """One line a pallet; a delivery without pallets has a line too."""
    if not deliveries:
        return []
    columns = [
        kit.Column(reception.ARRIVED, 2.4),
        kit.Column(reception.CARRIER, 2),
        kit.Column(reception.PALLET, 1.4),
        kit.Column(reception.SEAL_DEPARTED, 1.8),
        kit.Column(reception.SEAL_ARRIVED, 2),
        kit.Column(reception.KILOGRAMS, 1, is_number=True),
    ]
    rows: list[tuple[object, ...]] = []
    for one in deliveries:
        came = (kit.instant(one["arrived_at"]), one["carrier"])
        rows += [(*came, *_pallet(pallet)) for pallet in one["pallets"]] or [(*came, "", "", "", "")]
    return [kit.heading(reception.DELIVERIES), kit.table(columns, rows)]


def _pallet(pallet: ArrivedPallet) -> tuple[object, ...]:
    kilograms = look.number(pallet["weight_g"] / 1000, 1) if pallet["weight_g"] else ""
    return (pallet["name"], kit.Code(pallet["seal_departed"]), _seal(pallet), kilograms)


def _seal(pallet: ArrivedPallet) -> str:
    if not pallet["has_arrived"]:
        return str(reception.NOT_ARRIVED)
    if pallet["seal_departed"] and pallet["seal_departed"] != pallet["seal_arrived"]:
        return f"{pallet['seal_arrived'] or '–'} ({reception.OTHER_SEAL})"
    return pallet["seal_arrived"]


def _refused(devices: Sequence[RefusedDevice]) -> list[Flowable]:
    if not devices:
        return []
    return [kit.heading(reception.refused_list(len(devices))), _refused_table(devices, is_told_where=True)]


def _refused_table(devices: Sequence[RefusedDevice], *, is_told_where: bool) -> Flowable:
    columns = [
        kit.Column(words.CODE, 1.6),
        kit.Column(words.MODEL, 2.6),
        kit.Column(words.SERIAL, 2),
        kit.Column(reception.REASON, 3),
        *([kit.Column(reception.NOW, 1.6)] if is_told_where else []),
    ]
    rows = []
    for one in devices:
        place = reception.GONE_BACK if one.get("is_gone") else reception.WAITS_HERE
        row = (kit.device_code(one["code"]), one["name"], kit.Code(one.get("serial", "")), one["reason"])
        rows.append((*row, str(place)) if is_told_where else row)
    return kit.table(columns, rows)


def _sent_on(sent: Sequence[SentOn]) -> list[Flowable]:
    if not sent:
        return []
    told = [reception.sent_on(look.number(one["count"]), one["site"], one["transfer"]) for one in sent]
    return [kit.heading(reception.sent_on_list(sum(one["count"] for one in sent))), kit.items(told)]


class ReturnSlip(TypedDict):
    """Facts of the slip that goes with refused devices back to their donor."""

    batch: str
    donor: str
    workshop: str
    site: str
    given_back_at: str
    handed_by: str
    carrier: str
    devices: Sequence[RefusedDevice]


@renders(Kind.RETURN_SLIP)
def return_slip(facts: ReturnSlip) -> kit.Content:
    """What goes back to the donor, and why; see ReturnSlip for its facts."""
    devices = facts["devices"]
    body = [
        kit.facts(
            [
                (words.BATCH, facts["batch"]),
                (words.DONOR, facts["donor"]),
                (words.WORKSHOP, kit.place(facts["workshop"], facts["site"])),
                (reception.CARRIER, facts["carrier"]),
                (reception.GIVEN_BACK, kit.instant(facts["given_back_at"])),
                (reception.HANDED_BY, facts["handed_by"]),
            ]
        ),
        kit.heading(reception.refused_list(len(devices))),
        _refused_table(devices, is_told_where=False),
        kit.together(
            [
                kit.space(),
                kit.note(reception.RETURN_NOTE),
                *signatures.block(_both_sides(facts["handed_by"], facts["workshop"], facts["donor"])),
            ]
        ),
    ]
    lead = reception.return_lead(look.number(len(devices)), facts["donor"], len(devices))
    return kit.Content(reception.return_title(), [kit.Part(lead, body)])


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
    return facts.get("signatures") or _both_sides(facts["received_by"], facts["workshop"], facts["donor"])


def _both_sides(person: str, workshop: str, donor: str) -> Sequence[signatures.Signature]:
    return [
        {
            "role": str(reception.FOR_THE_WORKSHOP),
            "name": person,
            "organisation": workshop,
            "method": "paper",
        },
        {"role": str(reception.FOR_THE_CARRIER), "name": "", "organisation": donor, "method": "paper"},
    ]
