"""The words of the hand-over form, plain enough to be read on the spot."""

from django.utils.translation import pgettext, pgettext_lazy

RECEIVED_BY = pgettext_lazy("document", "Received by")
STRUCTURE = pgettext_lazy("document", "Structure that accompanies")
HANDED_OVER_BY = pgettext_lazy("document", "Handed over by")
HANDED_OVER_AT = pgettext_lazy("document", "Handed over on")
PRICE = pgettext_lazy("document", "Price paid")
CAP = pgettext_lazy("document", "Highest price allowed")
CONNECTION = pgettext_lazy("document", "Internet connection")
TRAINING = pgettext_lazy("document", "Training, help")
DEVICE_HEADING = pgettext_lazy("document", "The device")
SET = pgettext_lazy("document", "The other devices of the set")
WITH_IT = pgettext_lazy("document", "With it")
CONDITIONS = pgettext_lazy("document", "Price and warranty")
WARRANTY = pgettext_lazy("document", "Warranty")
WARRANTY_UNTIL = pgettext_lazy("document", "Covered until")
AFTER_SALES = pgettext_lazy("document", "If it breaks down")
STATEMENTS = pgettext_lazy("document", "What I declare by signing")
FOR_THE_PERSON = pgettext_lazy("document", "The person who receives")
FOR_THE_STRUCTURE = pgettext_lazy("document", "For the structure that hands over")
RECEIVED_MONEY = pgettext_lazy("document", "Received by")
MEANS = pgettext_lazy("document", "Means of payment")
NUMBER = pgettext_lazy("document", "Number")
AMOUNT = pgettext_lazy("document", "Amount")
PARTS = pgettext_lazy("document", "How it was paid")
NO_VAT = pgettext_lazy(
    "document",
    "This receipt bears a case reference and no name. Keep it with the device: it is also proof of the warranty.",
)
FREE = pgettext_lazy("document", "free of charge")

STATEMENT_LIST = (
    pgettext_lazy("document", "I received the device and the accessories listed above."),
    pgettext_lazy("document", "It was switched on in front of me and its use was shown to me."),
    pgettext_lazy(
        "document",
        "I was told what to do if it breaks down, and where to bring it back at the end of its life.",
    ),
)
PRIVACY = pgettext_lazy(
    "document",
    "This form bears a case reference, not your file. You may see, correct or have erased what concerns you: ask the structure that accompanies you.",
)


def title() -> str:
    return pgettext("document", "Hand-over form")


def lead(case: str) -> str:
    return pgettext("document", "Case %(case)s") % {"case": case}


def named_copy(purpose: str) -> str:
    return pgettext("document", "Copy with the name, drawn for: %(purpose)s") % {"purpose": purpose}


def copy_names() -> tuple[str, str]:
    return pgettext("document", "Copy for the person"), pgettext("document", "Copy for the structure")


def missing(name: str) -> str:
    return pgettext("document", "%(name)s: missing, to be given later") % {"name": name}


def receipt_title() -> str:
    return pgettext("document", "Receipt")


USE = pgettext_lazy("document", "For")
DEVICES = pgettext_lazy("document", "Devices")
COLLECTIVE_NOTE = pgettext_lazy(
    "document",
    "These devices are handed over at no charge. The structure keeps their list, lends none without erasing it first, and brings back what it no longer needs.",
)


def collective_title() -> str:
    return pgettext("document", "Slip of a collective hand-over")


def collective_lead(ref: str, count: int) -> str:
    return pgettext("document", "Request %(ref)s, %(count)s devices") % {"ref": ref, "count": count}
