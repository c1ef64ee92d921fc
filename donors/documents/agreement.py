"""Draws the gift agreement: what is given, what the receiver undertakes, who signed. It computes no value."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NotRequired, TypedDict

from reportlab.platypus import Flowable

from reuse.documents import kit, signatures
from reuse.documents.kinds import Kind
from reuse.documents.rendering import renders
from reuse.documents.wording import gift, words
from reuse.web.templatetags import look


class Body(TypedDict):
    """A legal person, and who signs for it."""

    name: str
    legal_form: str
    address: str
    siret: NotRequired[str]
    rna: NotRequired[str]
    signatory_name: str
    signatory_function: str


class Line(TypedDict):
    """`state`: the rough state and age its donor states, where they were asked."""

    type: str
    quantity: int
    state: NotRequired[str]


class AnnexDevice(TypedDict):
    """One device of the annex; what is not known is empty."""

    code: str
    type: str
    model: str
    tag: str
    serial: str


class PublicGift(TypedDict):
    """What the law asks of a public donor. The cap is dated data: amount and source are given, not known here."""

    legal_basis: str
    cap_cents: int
    cap_source: str
    deliberation_reference: NotRequired[str]
    deliberation_on: NotRequired[str]


class SignedBy(TypedDict):
    """`method`: "account" (from the signatory's account), "link", "drawn", "typed", "paper"."""

    party: Literal["donor", "receiver"]
    name: str
    function: str
    method: signatures.Method
    at: NotRequired[str | None]
    strokes: NotRequired[signatures.Strokes]


class GiftAgreement(TypedDict):
    """Facts of a gift agreement.

    batch: the donation's reference. lane: private_gift, public_gift_social or public_gift_free_only.
    lines: quantities by type, as announced; devices: the annex, empty when only quantities are known.
    erasure_level: the least level promised, "Clear" or "Purge". public_gift: for public donors, else null.
    signatures: none or those given; a party that has not signed gets a box to sign in.
    """

    batch: str
    donor: Body
    receiver: Body
    lane: str
    lines: Sequence[Line]
    devices: Sequence[AnnexDevice]
    erasure_level: NotRequired[str]
    public_gift: NotRequired[PublicGift | None]
    collection: NotRequired[str]
    signatures: NotRequired[Sequence[SignedBy]]


@renders(Kind.GIFT_AGREEMENT)
def gift_agreement(facts: GiftAgreement) -> kit.Content:
    """The agreement with the reuse commitment; see GiftAgreement for its facts."""
    total = sum(line["quantity"] for line in facts["lines"])
    *articles, last = _articles(facts)
    signed = signatures.block([_signature(facts, "donor"), _signature(facts, "receiver")])
    body = [
        *_parties(facts),
        *(flowable for article in articles for flowable in article),
        kit.together([*last, *signed]),  # never a page of signatures alone
        *_annex(facts["devices"]),
    ]
    lead = gift.lead(facts["batch"], total)
    return kit.Content(gift.title(), [kit.Part(lead, body)])


def _parties(facts: GiftAgreement) -> list[Flowable]:
    return [
        kit.paragraph(gift.BETWEEN),
        kit.side_by_side([_party(gift.DONOR, facts["donor"]), _party(gift.RECEIVER, facts["receiver"])]),
        kit.space(),
    ]


def _party(role: kit.Text, body: Body) -> kit.Block:
    pairs: list[kit.Fact] = [
        (words.LEGAL_FORM, body["legal_form"]),
        ("SIRET", kit.siret(body.get("siret", ""))),
        ("RNA", body.get("rna", "")),
        (words.ADDRESS, body["address"]),
        (gift.REPRESENTED_BY, ", ".join(filter(None, [body["signatory_name"], body["signatory_function"]]))),
    ]
    return kit.titled(role, body["name"], pairs)


@dataclass(frozen=True, slots=True)
class Clause:
    """An article of the agreement as text, for paper and for the page on which it is signed."""

    title: str
    sentences: list[str]
    duties: list[str]
    has_quantities: bool = False


def clauses(facts: GiftAgreement) -> list[Clause]:
    """The whole text of the agreement, article by article, in the language of the moment."""
    public, total = facts.get("public_gift"), sum(line["quantity"] for line in facts["lines"])
    duties = gift.data_protection_duties(facts.get("erasure_level", "Clear"))
    return [
        Clause(*gift.purpose(facts["batch"], total), [], has_quantities=True),
        Clause(*_right_to_give(public), []),
        Clause(*gift.transfer(facts.get("collection", "")), []),
        Clause(*gift.data_protection(), duties),
        Clause(*gift.reuse_commitment(is_public=bool(public)), []),
        *(
            Clause(*article, [])
            for article in (gift.use(facts["lane"]), gift.end_of_life(), gift.reporting(), gift.proof())
        ),
    ]


def _articles(facts: GiftAgreement) -> list[list[Flowable]]:
    quantities = kit.table(
        [
            kit.Column(words.TYPE, 2),
            kit.Column(words.QUANTITY, 1, is_number=True),
            kit.Column(words.SAID_STATE, 4),
        ],
        [(line["type"], look.number(line["quantity"]), line.get("state", "")) for line in facts["lines"]],
    )
    drawn = []
    for number, clause in enumerate(clauses(facts), start=1):
        parts = kit.clause(number, clause.title, clause.sentences)
        if clause.has_quantities:
            parts += [quantities, kit.space()]
        if clause.duties:
            parts += [kit.items(clause.duties), kit.space()]
        drawn.append(parts)
    return drawn


def _right_to_give(public: PublicGift | None) -> gift.Article:
    title, sentences = gift.right_to_give()
    if public:
        sentences += gift.public_gift(
            legal_basis=public["legal_basis"],
            cap=look.euros(public["cap_cents"]),
            cap_source=public["cap_source"],
        )
        if public.get("deliberation_reference"):
            sentences.append(
                gift.deliberation(
                    public["deliberation_reference"], kit.day(public.get("deliberation_on", ""))
                )
            )
    return title, sentences


def _signature(facts: GiftAgreement, party: str) -> signatures.Signature:
    given = next((one for one in facts.get("signatures", []) if one["party"] == party), None)
    body = facts["donor"] if party == "donor" else facts["receiver"]
    role = str(gift.FOR_THE_DONOR if party == "donor" else gift.FOR_THE_RECEIVER)
    if given is None:
        return {
            "role": role,
            "name": body["signatory_name"],
            "function": body["signatory_function"],
            "organisation": body["name"],
            "method": "paper",
        }
    return {
        "role": role,
        "name": given["name"],
        "function": given["function"],
        "organisation": body["name"],
        "method": given["method"],
        "at": given.get("at"),
        "strokes": given.get("strokes", []),
    }


def _annex(devices: Sequence[AnnexDevice]) -> list[Flowable]:
    if not devices:
        return []
    columns = [
        kit.Column("", 0.5, is_number=True),
        kit.Column(words.CODE, 1.6),
        kit.Column(words.TYPE, 1.8),
        kit.Column(words.MODEL, 3),
        kit.Column(words.TAG, 1.6),
        kit.Column(words.SERIAL, 2),
    ]
    rows = [
        (row, kit.device_code(d["code"]), d["type"], d["model"], kit.Code(d["tag"]), kit.Code(d["serial"]))
        for row, d in enumerate(devices, start=1)
    ]
    return [kit.space(10), kit.heading(gift.annex(len(devices))), kit.table(columns, rows)]
