"""Draws the hand-over form, in one copy or two. It bears a case reference, and a name only if one is given."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from reportlab.platypus import Flowable

from reuse.documents import kit, signatures
from reuse.documents.kinds import Kind
from reuse.documents.models import Document
from reuse.documents.rendering import draw, renders
from reuse.documents.wording import hand_over, words
from reuse.web.templatetags import look


class HandedDevice(TypedDict):
    code: str
    type: str
    model: str
    serial: NotRequired[str]
    imei: NotRequired[str]
    description: NotRequired[str]  # memory, disk, system: one line


class HandedItem(TypedDict):
    code: str
    type: str
    name: str


class SignedBy(TypedDict):
    """A signature. `digest` stands for strokes kept encrypted beside the hand-over, as they are by default."""

    name: NotRequired[str]
    function: NotRequired[str]
    method: signatures.Method
    at: NotRequired[str | None]
    strokes: NotRequired[signatures.Strokes]
    digest: NotRequired[str]
    before: NotRequired[str]  # who saw it signed


class HandOverForm(TypedDict):
    """Facts of a hand-over form.

    price_cents, cap_cents and cap_source as the hand-over row copied them; warranty: its text, as the legal kind of
    the seller makes it; warranty_until: a day. recipient_name: empty unless we hand over ourselves and it is needed.
    connection, training: the other two legs, in words, empty when not asked. copies: 1 or 2 (default 1).
    copy_for: why a copy with name and signature was drawn, never of the stored form.
    """

    case: str
    recipient_name: NotRequired[str]
    structure: str
    handed_over_by: str
    site: NotRequired[str]
    handed_over_at: str
    device: HandedDevice
    others: NotRequired[Sequence[HandedDevice]]  # of the set
    accessories: Sequence[str]
    missing: NotRequired[Sequence[str]]
    price_cents: int
    cap_cents: NotRequired[int | None]
    cap_source: NotRequired[str]
    warranty: str
    warranty_until: NotRequired[str | None]
    after_sales: NotRequired[str]
    connection: NotRequired[str]
    training: NotRequired[str]
    recipient_signature: SignedBy
    giver_signature: NotRequired[SignedBy | None]
    copies: NotRequired[int]
    copy_for: NotRequired[str]


@renders(Kind.HAND_OVER_FORM)
def hand_over_form(facts: HandOverForm) -> kit.Content:
    """The form signed at the hand-over; see HandOverForm for its facts."""
    if facts.get("copy_for"):
        copy = hand_over.named_copy(facts["copy_for"])
        return kit.Content(hand_over.title(), [kit.Part(lead_of(facts), _body(facts), copy_for=copy)])
    names = hand_over.copy_names() if facts.get("copies", 1) == 2 else ("",)
    parts = [kit.Part(lead_of(facts), _body(facts), copy_for=name) for name in names]
    return kit.Content(hand_over.title(), parts)


def lead_of(facts: "HandOverForm | PaymentReceipt") -> str:
    """The case, never the person."""
    return hand_over.lead(facts["case"])


def _body(facts: HandOverForm) -> list[Flowable]:
    device = facts["device"]
    return [
        kit.facts(
            [
                (hand_over.RECEIVED_BY, facts.get("recipient_name", "")),
                (hand_over.STRUCTURE, facts["structure"]),
                (hand_over.HANDED_OVER_AT, kit.instant(facts["handed_over_at"])),
                (
                    hand_over.HANDED_OVER_BY,
                    ", ".join(filter(None, [facts["handed_over_by"], facts.get("site")])),
                ),
            ]
        ),
        kit.heading(hand_over.DEVICE_HEADING),
        kit.facts(
            [
                (words.CODE, kit.device_code(device["code"])),
                (words.TYPE, device["type"]),
                (words.MODEL, ", ".join(filter(None, [device["model"], device.get("description")]))),
                (words.SERIAL, kit.Code(device.get("serial", ""))),
                (words.IMEI, kit.Code(device.get("imei", ""))),
            ]
        ),
        *_others(facts.get("others", ())),
        *_accessories(facts["accessories"], facts.get("missing", ())),
        kit.heading(hand_over.CONDITIONS),
        kit.facts(
            [
                (
                    hand_over.PRICE,
                    look.euros(facts["price_cents"]) if facts["price_cents"] else hand_over.FREE,
                ),
                (hand_over.CAP, _cap(facts)),
                (hand_over.WARRANTY, facts["warranty"]),
                (hand_over.WARRANTY_UNTIL, kit.day(facts.get("warranty_until") or "")),
                (hand_over.AFTER_SALES, facts.get("after_sales", "")),
                (hand_over.CONNECTION, facts.get("connection", "")),
                (hand_over.TRAINING, facts.get("training", "")),
            ]
        ),
        kit.together(
            [
                kit.heading(hand_over.STATEMENTS),
                kit.items(hand_over.STATEMENT_LIST),
                *signatures.block(_signatures(facts)),
                kit.note(hand_over.PRIVACY),
            ]
        ),
    ]


def _others(others: Sequence[HandedDevice]) -> list[Flowable]:
    if not others:
        return []
    columns = [
        kit.Column(words.TYPE, 1.4),
        kit.Column(words.MODEL, 2.6),
        kit.Column(words.CODE, 1.8),
        kit.Column(words.SERIAL, 2),
    ]
    rows = [
        (one["type"], one["model"], kit.device_code(one["code"]), kit.Code(one.get("serial", "")))
        for one in others
    ]
    return [kit.heading(hand_over.SET), kit.table(columns, rows)]


def _accessories(accessories: Sequence[str], missing: Sequence[str]) -> list[Flowable]:
    if not (accessories or missing):
        return []
    lines = [*accessories, *(hand_over.missing(name) for name in missing)]
    return [kit.heading(hand_over.WITH_IT), kit.items(lines)]


def _cap(facts: HandOverForm) -> str:
    cap = facts.get("cap_cents")
    if not cap:
        return ""
    source = facts.get("cap_source")
    return f"{look.euros(cap)} ({source})" if source else look.euros(cap)


def _signatures(facts: HandOverForm) -> list[signatures.Signature]:
    person, giver = facts["recipient_signature"], facts.get("giver_signature") or {"method": "paper"}
    return [
        _signature(person, str(hand_over.FOR_THE_PERSON), facts.get("recipient_name", "")),
        _signature(giver, str(hand_over.FOR_THE_STRUCTURE), facts["handed_over_by"]),
    ]


def _signature(signed: SignedBy, role: str, name: str) -> signatures.Signature:
    return {
        "role": role,
        "name": signed.get("name", name),
        "function": signed.get("function", ""),
        "method": signed["method"],
        "at": signed.get("at"),
        "strokes": signed.get("strokes", []),
        "digest": signed.get("digest", ""),
        "before": signed.get("before", ""),
    }


class PaidPart(TypedDict):
    means: str
    amount_cents: int
    number: str


class PaymentReceipt(TypedDict):
    """Facts of a receipt: what was paid for which device, in how many parts. It names a case, never a person."""

    case: str
    structure: str
    site: str
    handed_over_at: str
    device: HandedDevice
    others: NotRequired[Sequence[HandedDevice]]  # of the set, in the same price
    price_cents: int
    received_by: str
    payments: Sequence[PaidPart]


@renders(Kind.PAYMENT_RECEIPT)
def payment_receipt(facts: PaymentReceipt) -> kit.Content:
    """The receipt of what a person paid."""
    device = facts["device"]
    body = [
        kit.figures([(look.euros(facts["price_cents"]), hand_over.PRICE)]),
        kit.facts(
            [
                (hand_over.HANDED_OVER_AT, kit.instant(facts["handed_over_at"])),
                (hand_over.RECEIVED_MONEY, ", ".join([facts["received_by"], facts["site"]])),
                (hand_over.STRUCTURE, facts["structure"]),
                (words.TYPE, device["type"]),
                (words.MODEL, device["model"]),
                (words.CODE, kit.device_code(device["code"])),
            ]
        ),
        *_others(facts.get("others", ())),
    ]
    if facts["payments"]:
        columns = [
            kit.Column(hand_over.MEANS, 4),
            kit.Column(hand_over.NUMBER, 3),
            kit.Column(hand_over.AMOUNT, 2, is_number=True),
        ]
        rows = [(one["means"], one["number"], look.euros(one["amount_cents"])) for one in facts["payments"]]
        body += [kit.heading(hand_over.PARTS), kit.table(columns, rows)]
    return kit.Content(
        hand_over.receipt_title(), [kit.Part(lead_of(facts), [*body, kit.note(hand_over.NO_VAT)])]
    )


def signed_copy(document: Document, *, name: str, strokes: signatures.Strokes, purpose: str) -> bytes:
    """The stored form with the name and the signature kept apart from it; drawn on demand, kept nowhere."""
    facts = {**document.facts, "recipient_name": name, "copy_for": purpose}
    facts["recipient_signature"] = {**facts["recipient_signature"], "strokes": strokes, "name": name}
    return draw(document, facts)


class CollectiveSlip(TypedDict):
    """Facts of the slip of a collective hand-over; `received_by`: who signs for the structure, at its work."""

    request: str
    structure: str
    use: str
    site: str
    handed_over_by: str
    handed_over_at: str
    received_by: str
    devices: Sequence[HandedItem]
    accessories: NotRequired[Sequence[str]]


@renders(Kind.COLLECTIVE_SLIP)
def collective_slip(facts: CollectiveSlip) -> kit.Content:
    """The list signed once for all devices; see CollectiveSlip for its facts."""
    columns = [kit.Column(words.CODE, 1.6), kit.Column(words.TYPE, 1.6), kit.Column(words.MODEL, 3)]
    rows = [(kit.device_code(one["code"]), one["type"], one["name"]) for one in facts["devices"]]
    signed: list[signatures.Signature] = [
        _signature({"method": "paper"}, str(hand_over.FOR_THE_PERSON), facts["received_by"]),
        _signature(
            {"method": "account", "at": facts["handed_over_at"]},
            str(hand_over.FOR_THE_STRUCTURE),
            facts["handed_over_by"],
        ),
    ]
    body = [
        kit.facts(
            [
                (hand_over.RECEIVED_BY, f"{facts['received_by']}, {facts['structure']}"),
                (hand_over.USE, facts["use"]),
                (hand_over.HANDED_OVER_AT, kit.instant(facts["handed_over_at"])),
                (hand_over.HANDED_OVER_BY, f"{facts['handed_over_by']}, {facts['site']}"),
            ]
        ),
        kit.heading(hand_over.DEVICES),
        kit.table(columns, rows),
        *_accessories(facts.get("accessories", ()), ()),
        kit.together([kit.space(), kit.note(hand_over.COLLECTIVE_NOTE), *signatures.block(signed)]),
    ]
    lead = hand_over.collective_lead(facts["request"], len(facts["devices"]))
    return kit.Content(hand_over.collective_title(), [kit.Part(lead, body)])
