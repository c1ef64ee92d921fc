"""The words of the transport slip."""

from django.utils.translation import npgettext, pgettext, pgettext_lazy

TAKEN_FROM = pgettext_lazy("document", "Leaves from")
BROUGHT_TO = pgettext_lazy("document", "Goes to")
ON = pgettext_lazy("document", "Day agreed")
CARRIER = pgettext_lazy("document", "Carrier")
AGREEMENT = pgettext_lazy("document", "Gift agreement")
ANNOUNCED = pgettext_lazy("document", "Announced quantities")
LOADED = pgettext_lazy("document", "What is loaded")
PALLETS = pgettext_lazy("document", "Pallets or parcels")
SEALS = pgettext_lazy("document", "Seals")
RESERVATIONS = pgettext_lazy("document", "Reservations of the carrier or of the workshop")
FOR_THE_DONOR = pgettext_lazy("document", "For the donor, at departure")
FOR_THE_WORKSHOP = pgettext_lazy("document", "For the workshop, on arrival")
NOTE = pgettext_lazy(
    "document",
    "Quantities are as announced: they are counted at the workshop, and the reception slip states each difference. Devices may hold data until they are erased: they travel closed, straight to the workshop.",
)


def title() -> str:
    return pgettext("document", "Transport slip")


def lead(batch: str, quantity: str, number: int) -> str:
    return npgettext(
        "document",
        "Batch %(batch)s: %(n)s device announced",
        "Batch %(batch)s: %(n)s devices announced",
        number,
    ) % {"batch": batch, "n": quantity}
