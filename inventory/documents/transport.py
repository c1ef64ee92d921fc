"""Draws the transport slip of a batch: from, to, what was announced, pallets and seals, both signatures. No price."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from reuse.documents import kit, signatures
from reuse.documents.kinds import Kind
from reuse.documents.rendering import renders
from reuse.documents.wording import transport, words
from reuse.web.templatetags import look


class Announced(TypedDict):
    type: str
    quantity: int
    state: NotRequired[str]


class TransportSlip(TypedDict):
    """Facts of a transport slip. `pallets`: 0 until they are counted, then written by hand."""

    batch: str
    donor: str
    from_address: str
    workshop: str
    to_site: str
    on: str
    hours: str
    carrier: str
    agreement: str
    lines: Sequence[Announced]
    pallets: int
    seals: str


BY_HAND = "…………………………"


@renders(Kind.TRANSPORT_SLIP)
def transport_slip(facts: TransportSlip) -> kit.Content:
    """The slip that goes with a collection or a drop-off; see TransportSlip for its facts."""
    total = sum(line["quantity"] for line in facts["lines"])
    to = kit.place(facts["workshop"], facts["to_site"])
    day = ", ".join(filter(None, [kit.day(facts["on"]), facts["hours"]]))
    body = [
        kit.facts(
            [
                (transport.TAKEN_FROM, ", ".join(filter(None, [facts["donor"], facts["from_address"]]))),
                (transport.BROUGHT_TO, to),
                (transport.ON, day),
                (transport.CARRIER, facts["carrier"] or BY_HAND),
                (transport.AGREEMENT, facts["agreement"]),
            ]
        ),
        kit.heading(transport.ANNOUNCED),
        kit.table(
            [
                kit.Column(words.TYPE, 2),
                kit.Column(words.QUANTITY, 1, is_number=True),
                kit.Column(words.SAID_STATE, 4),
            ],
            [(line["type"], look.number(line["quantity"]), line.get("state", "")) for line in facts["lines"]],
        ),
        kit.heading(transport.LOADED),
        kit.facts(
            [
                (transport.PALLETS, look.number(facts["pallets"]) if facts["pallets"] else BY_HAND),
                (transport.SEALS, facts["seals"] or BY_HAND),
                (transport.RESERVATIONS, BY_HAND),
            ]
        ),
        kit.together([kit.space(), kit.note(transport.NOTE), *signatures.block(_signatures(facts))]),
    ]
    lead = transport.lead(facts["batch"], look.number(total), total)
    return kit.Content(transport.title(), [kit.Part(lead, body)])


def _signatures(facts: TransportSlip) -> list[signatures.Signature]:
    return [
        {
            "role": str(transport.FOR_THE_DONOR),
            "name": "",
            "organisation": facts["donor"],
            "method": "paper",
        },
        {
            "role": str(transport.FOR_THE_WORKSHOP),
            "name": "",
            "organisation": facts["workshop"],
            "method": "paper",
        },
    ]
