"""The words of the gift receipt of a company (CGI, article 238 bis) and of the plain attestation other donors get."""

from django.utils.translation import npgettext, pgettext, pgettext_lazy

ISSUER = pgettext_lazy("document", "The organisation that received the gift")
DONOR = pgettext_lazy("document", "The company that gave")
OBJECT = pgettext_lazy("document", "Object")
BODY = pgettext_lazy("document", "Type of body")
GIFT = pgettext_lazy("document", "The gift")
NATURE = pgettext_lazy("document", "Nature of the gift")
NATURE_WORDS = pgettext_lazy("document", "In kind: computer equipment and devices that go with it")
RECEIVED = pgettext_lazy("document", "Received")
AGREEMENT = pgettext_lazy("document", "Gift agreement")
SLIP = pgettext_lazy("document", "Reception slip")
VALUE = pgettext_lazy("document", "Value stated by the donor")
AMOUNT = pgettext_lazy("document", "Amount")
IN_WORDS = pgettext_lazy("document", "In words")
BASIS = pgettext_lazy("document", "Basis chosen by the donor")
STATED = pgettext_lazy("document", "Stated by")
REPLACES = pgettext_lazy("document", "Replaces receipt")
FOR_THE_ISSUER = pgettext_lazy(
    "document", "For the organisation that received the gift, who is authorised to sign"
)


def title() -> str:
    return pgettext("document", "Receipt for a company's gift")


def lead(batch: str) -> str:
    return pgettext(
        "document",
        "Gift in kind by a company under article 238 bis of the general tax code, batch %(batch)s. It bears the mentions of form 2041-MEC-SD (Cerfa 16216).",
    ) % {"batch": batch}


def acknowledgement() -> str:
    return pgettext(
        "document",
        "The organisation named here acknowledges that it received, as a gift that opens the right to the tax reduction of article 238 bis of the general tax code, the goods counted below, given for nothing in return.",
    )


def responsibility() -> str:
    return pgettext(
        "document",
        "The value was determined by the donor and under its responsibility. The organisation that received the gift reports it here; it has neither computed nor checked it.",
    )


def bases() -> dict[str, str]:
    return {
        "cost": pgettext("document", "cost price (general tax code, appendix III, article 38 nonies)"),
        "book": pgettext("document", "net book value"),
        "other": pgettext("document", "otherwise"),
    }


def stated(name: str, day: str) -> str:
    return pgettext("document", "%(name)s, for the donor, on %(day)s") % {"name": name, "day": day}


def period(start: str, end: str) -> str:
    if start == end:
        return pgettext("document", "on %(day)s") % {"day": start}
    return pgettext("document", "from %(start)s to %(end)s") % {"start": start, "end": end}


def replacement(number: str) -> str:
    return pgettext("document", "no. %(number)s, which is void") % {"number": number}


def attestation_title() -> str:
    return pgettext("document", "Attestation of a gift")


def attestation_lead(batch: str, donor: str) -> str:
    return pgettext("document", "Batch %(batch)s, given by %(donor)s") % {"batch": batch, "donor": donor}


def attestation(quantity: int, issuer: str, donor: str) -> list[str]:
    """Counted, and thanked for; no amount anywhere."""
    return [
        npgettext(
            "document",
            "%(issuer)s attests that it received from %(donor)s the device counted below, given for nothing in return, and thanks the donor for it.",
            "%(issuer)s attests that it received from %(donor)s the %(quantity)s devices counted below, given for nothing in return, and thanks the donor for them.",
            quantity,
        )
        % {"issuer": issuer, "donor": donor, "quantity": quantity},
        pgettext(
            "document",
            "Each is erased, tested and given a second life where that is possible; what cannot be is taken for parts or recycled, with its slip. The donor can follow what becomes of them.",
        ),
        pgettext("document", "This attestation states no amount and opens no right to a tax reduction."),
    ]
