"""The words of the recycling slip."""

from django.utils.translation import npgettext, pgettext, pgettext_lazy

RECYCLER = pgettext_lazy("document", "Handed to")
CARRIER = pgettext_lazy("document", "Carrier")
LEFT = pgettext_lazy("document", "Left on")
WEIGHT = pgettext_lazy("document", "Weight")
PALLET = pgettext_lazy("document", "Pallet")
TRACKING = pgettext_lazy("document", "Waste tracking slip")
CONTENT = pgettext_lazy("document", "What the pallet holds")
DEVICES = pgettext_lazy("document", "List of the devices")
DATA = pgettext_lazy("document", "Storage media")
BY_CODE = pgettext_lazy("document", "Weight by waste code")
WASTE_CODE = pgettext_lazy("document", "Waste code")
WASTE_LABEL = pgettext_lazy("document", "Kind of waste")
SUM = pgettext_lazy("document", "kg")
KILOGRAMS = pgettext_lazy("document", "kg (≈ usual weight)")
FOR_THE_WORKSHOP = pgettext_lazy("document", "For the workshop")
FOR_THE_RECYCLER = pgettext_lazy("document", "For the carrier or the recycler")
NOTE = pgettext_lazy(
    "document",
    "These devices cannot be reused. They leave as waste electrical and electronic equipment (WEEE), for an approved channel. Their storage media were erased, removed or destroyed before they left.",
)


def title() -> str:
    return pgettext("document", "Recycling slip")


def lead(quantity: str, number: int) -> str:
    return npgettext("document", "%(n)s device for recycling", "%(n)s devices for recycling", number) % {
        "n": quantity
    }
