"""Draws the receipt of a company's gift, with every mention the law asks for, and the attestation of other gifts."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

from reportlab.platypus import Flowable

from reuse.documents import kit, signatures
from reuse.documents.kinds import Kind
from reuse.documents.rendering import renders
from reuse.documents.wording import amounts, receipt, words
from reuse.web.templatetags import look


class Issuer(TypedDict):
    """The body that received the gift. `body`, `object`: as its entitlement was proven."""

    name: str
    address: str
    siren: str
    rna: str
    body: str
    object: str


class Company(TypedDict):
    name: str
    legal_form: str
    address: str
    siren: str


class Value(TypedDict):
    """As the donor stated it. `by_type`: cents by the code of the type, null where it stated the total alone."""

    total_cents: int
    by_type: Mapping[str, int | None]
    basis: str
    basis_words: str
    stated_by: str
    stated_at: str


class ReceivedLine(TypedDict):
    code: str
    type: str
    quantity: int


class Signatory(TypedDict):
    """`method`: "account" for one's own name, "typed" for another's."""

    name: str
    function: str
    at: str
    method: NotRequired[signatures.Method]


class GiftReceipt(TypedDict):
    """Facts of a receipt. lines: what was really received; received_from, received_until: days of the reception."""

    batch: str
    issuer: Issuer
    donor: Company
    value: Value
    lines: Sequence[ReceivedLine]
    received_from: str
    received_until: str
    agreement: NotRequired[str]
    slip: NotRequired[str]
    replaces: NotRequired[str]
    signatory: Signatory


class Attestation(TypedDict):
    """Facts of an attestation: no amount is among them."""

    batch: str
    issuer: str
    donor: str
    lines: Sequence[ReceivedLine]
    received_from: str
    received_until: str
    signed_by: Signatory


@renders(Kind.DONATION_RECEIPT)
def gift_receipt(facts: GiftReceipt) -> kit.Content:
    """The receipt; see GiftReceipt for its facts."""
    body = [
        kit.side_by_side([_issuer(facts["issuer"]), _company(facts["donor"])]),
        kit.space(8),
        kit.paragraph(receipt.acknowledgement()),
        kit.heading(receipt.GIFT),
        kit.facts(
            [
                (receipt.NATURE, receipt.NATURE_WORDS),
                (receipt.RECEIVED, _period(facts["received_from"], facts["received_until"])),
                (receipt.AGREEMENT, facts.get("agreement", "")),
                (receipt.SLIP, facts.get("slip", "")),
                (receipt.REPLACES, _replaces(facts.get("replaces", ""))),
            ]
        ),
        kit.space(4),
        _lines(facts["lines"], facts["value"]),
        kit.together(_amount(facts["value"])),
        kit.together(
            signatures.block(
                [
                    {
                        "role": str(receipt.FOR_THE_ISSUER),
                        "name": facts["signatory"]["name"],
                        "function": facts["signatory"]["function"],
                        "organisation": facts["issuer"]["name"],
                        "method": facts["signatory"].get("method", "account"),
                        "at": facts["signatory"]["at"],
                    }
                ]
            )
        ),
    ]
    return kit.Content(receipt.title(), [kit.Part(receipt.lead(facts["batch"]), body)])


def _issuer(issuer: Issuer) -> kit.Block:
    return kit.titled(
        receipt.ISSUER,
        issuer["name"],
        [
            ("SIREN", _siren(issuer["siren"])),
            ("RNA", issuer["rna"]),
            (words.ADDRESS, issuer["address"]),
            (receipt.BODY, issuer["body"]),
            (receipt.OBJECT, issuer["object"]),
        ],
    )


def _company(donor: Company) -> kit.Block:
    return kit.titled(
        receipt.DONOR,
        donor["name"],
        [
            (words.LEGAL_FORM, donor["legal_form"]),
            ("SIREN", _siren(donor["siren"])),
            (words.ADDRESS, donor["address"]),
        ],
    )


def _siren(value: str) -> str:
    return "\u00a0".join([value[:3], value[3:6], value[6:]]) if len(value) == 9 else value


def _period(start: str, end: str) -> str:
    return receipt.period(kit.day(start), kit.day(end))


def _replaces(number: str) -> str:
    return receipt.replacement(number) if number else ""


def _lines(lines: Sequence[ReceivedLine], value: Value | None) -> Flowable:
    """What was received; with the donor's own value by type where it stated one."""
    stated = value["by_type"] if value else {}
    columns = [kit.Column(words.TYPE, 5), kit.Column(words.QUANTITY, 1.4, is_number=True)]
    rows: list[tuple[object, ...]] = [(line["type"], look.number(line["quantity"])) for line in lines]
    if any(amount is not None for amount in stated.values()):
        columns.append(kit.Column(receipt.VALUE, 2.2, is_number=True))
        amounts_told = [stated.get(line["code"]) for line in lines]
        rows = [
            (*row, look.euros(told) if told is not None else "")
            for row, told in zip(rows, amounts_told, strict=True)
        ]
    return kit.table(columns, rows)


def _amount(value: Value) -> list[Flowable]:
    basis = receipt.bases()[value["basis"]]
    return [
        kit.space(4),
        kit.facts(
            [
                (receipt.AMOUNT, f"*** {look.euros(value['total_cents'])} ***"),
                (receipt.IN_WORDS, amounts.euros_in_words(value["total_cents"])),
                (receipt.BASIS, ", ".join(filter(None, [basis, value["basis_words"]]))),
                (receipt.STATED, receipt.stated(value["stated_by"], kit.day(value["stated_at"]))),
            ]
        ),
        kit.space(4),
        kit.note(receipt.responsibility()),
    ]


@renders(Kind.GIFT_ATTESTATION)
def attestation(facts: Attestation) -> kit.Content:
    """The attestation; see Attestation for its facts."""
    total = sum(line["quantity"] for line in facts["lines"])
    first, *others = receipt.attestation(total, facts["issuer"], facts["donor"])
    body = [
        kit.paragraph(first),
        kit.facts([(receipt.RECEIVED, _period(facts["received_from"], facts["received_until"]))]),
        kit.space(4),
        _lines(facts["lines"], None),
        kit.space(6),
        *(kit.paragraph(sentence) for sentence in others),
        kit.together(
            signatures.block(
                [
                    {
                        "role": str(receipt.FOR_THE_ISSUER),
                        "name": facts["signed_by"]["name"],
                        "function": facts["signed_by"]["function"],
                        "organisation": facts["issuer"],
                        "method": "account",
                        "at": facts["signed_by"]["at"],
                    }
                ]
            )
        ),
    ]
    lead = receipt.attestation_lead(facts["batch"], facts["donor"])
    return kit.Content(receipt.attestation_title(), [kit.Part(lead, body)])
