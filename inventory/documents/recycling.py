"""Draws the recycling slip: what leaves as waste, for whom, device by device."""

from collections import Counter
from collections.abc import Sequence
from typing import NotRequired, TypedDict

from reportlab.platypus import Flowable

from reuse.documents import kit, signatures
from reuse.documents.kinds import Kind
from reuse.documents.rendering import renders
from reuse.documents.wording import recycling, words
from reuse.web.templatetags import look


class RecycledDevice(TypedDict):
    """`data`: in words, what became of its storage media; empty when it never had any. Loose waste has no code."""

    code: str
    type: str
    name: str
    serial: NotRequired[str]
    data: NotRequired[str]
    batch: NotRequired[str]
    waste_code: NotRequired[str]
    grams: NotRequired[int]
    is_measured: NotRequired[bool]


class WasteCodeWeight(TypedDict):
    """What leaves under one waste code."""

    code: str
    label: str
    things: int
    grams: int


class RecyclingSlip(TypedDict):
    """Facts of a recycling slip. weight_grams: as weighed, null when it was not."""

    workshop: str
    site: str
    recycler: str
    recycler_address: NotRequired[str]
    carrier: NotRequired[str]
    pallet: NotRequired[str]
    tracking: NotRequired[str]
    left_at: NotRequired[str]
    weight_grams: NotRequired[int | None]
    handed_by: str
    codes: NotRequired[Sequence[WasteCodeWeight]]
    devices: Sequence[RecycledDevice]
    signatures: NotRequired[Sequence[signatures.Signature]]


@renders(Kind.RECYCLING_SLIP)
def recycling_slip(facts: RecyclingSlip) -> kit.Content:
    """The slip that goes with a pallet; see RecyclingSlip for its facts."""
    devices = facts["devices"]
    body = [
        kit.facts(
            [
                (words.WORKSHOP, ", ".join(filter(None, [facts["workshop"], facts["site"]]))),
                (
                    recycling.RECYCLER,
                    ", ".join(filter(None, [facts["recycler"], facts.get("recycler_address")])),
                ),
                (recycling.CARRIER, facts.get("carrier", "")),
                (recycling.LEFT, kit.instant(facts["left_at"]) if "left_at" in facts else ""),
                (recycling.PALLET, kit.device_code(facts.get("pallet", ""))),
                (recycling.TRACKING, kit.Code(facts.get("tracking", ""))),
                (recycling.WEIGHT, _weight(facts.get("weight_grams"))),
            ]
        ),
        kit.heading(recycling.CONTENT),
        _content(devices),
        *_codes(facts.get("codes", [])),
        kit.together([kit.space(), kit.note(recycling.NOTE), *signatures.block(_signatures(facts))]),
        kit.heading(recycling.DEVICES),
        _devices(devices),
    ]
    labelled = sum(bool(device["code"]) for device in devices)
    lead = recycling.lead(look.number(labelled), labelled)
    return kit.Content(recycling.title(), [kit.Part(lead, body)])


def _weight(grams: int | None) -> str:
    return f"{look.number(grams / 1000, 1)}\u00a0kg" if grams else ""


def _content(devices: Sequence[RecycledDevice]) -> Flowable:
    columns = [kit.Column(words.TYPE, 5), kit.Column(words.QUANTITY, 1, is_number=True)]
    count = Counter(device["type"] for device in devices)
    return kit.table(columns, [(name, look.number(number)) for name, number in sorted(count.items())])


def _codes(codes: Sequence[WasteCodeWeight]) -> list[Flowable]:
    """The weight under each code of the European list: what the register of waste takes over."""
    if not codes:
        return []
    columns = [
        kit.Column(recycling.WASTE_CODE, 1.2),
        kit.Column(recycling.WASTE_LABEL, 5),
        kit.Column(words.QUANTITY, 1, is_number=True),
        kit.Column(recycling.SUM, 1.2, is_number=True),
    ]
    rows = [
        (kit.Code(one["code"]), one["label"], look.number(one["things"]), _kilograms(one["grams"]))
        for one in codes
    ]
    return [kit.heading(recycling.BY_CODE), kit.table(columns, rows)]


def _kilograms(grams: int) -> str:
    return look.number(grams / 1000, 2)


def _devices(devices: Sequence[RecycledDevice]) -> Flowable:
    is_weighed = any("grams" in device for device in devices)
    columns = [
        kit.Column(words.CODE, 1.6),
        kit.Column(words.TYPE, 1.5),
        kit.Column(words.MODEL, 2.4),
        kit.Column(words.SERIAL, 1.8),
        kit.Column(recycling.DATA, 2.2),
        *([kit.Column(recycling.WASTE_CODE, 1.2), kit.Column(recycling.KILOGRAMS, 1)] if is_weighed else []),
    ]
    return kit.table(
        columns, [[*_named(device), *(_weighed(device) if is_weighed else [])] for device in devices]
    )


def _named(device: RecycledDevice) -> list[str]:
    return [
        kit.device_code(device["code"]) if device["code"] else "",
        device["type"],
        device["name"],
        kit.Code(device.get("serial", "")),
        device.get("data", ""),
    ]


def _weighed(device: RecycledDevice) -> list[str]:
    """Its weight; one taken from its type is marked as such."""
    sign = "" if device.get("is_measured") else "≈\u00a0"
    return [kit.Code(device.get("waste_code", "")), sign + _kilograms(device.get("grams", 0))]


def _signatures(facts: RecyclingSlip) -> Sequence[signatures.Signature]:
    return facts.get("signatures") or [
        {
            "role": str(recycling.FOR_THE_WORKSHOP),
            "name": facts["handed_by"],
            "organisation": facts["workshop"],
            "method": "paper",
        },
        {
            "role": str(recycling.FOR_THE_RECYCLER),
            "name": "",
            "organisation": facts.get("carrier") or facts["recycler"],
            "method": "paper",
        },
    ]
