"""The words of the hand-over form, plain enough to be read on the spot."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

RECEIVED_BY = gettext_lazy("Received by")
STRUCTURE = gettext_lazy("Structure that accompanies")
HANDED_OVER_BY = gettext_lazy("Handed over by")
HANDED_OVER_AT = gettext_lazy("Handed over on")
PRICE = gettext_lazy("Price paid")
CAP = gettext_lazy("Highest price allowed")
CONNECTION = gettext_lazy("Internet connection")
TRAINING = gettext_lazy("Training, help")
DEVICE_HEADING = gettext_lazy("The device")
WITH_IT = gettext_lazy("With it")
CONDITIONS = gettext_lazy("Price and warranty")
WARRANTY = gettext_lazy("Warranty")
WARRANTY_UNTIL = gettext_lazy("Covered until")
AFTER_SALES = gettext_lazy("If it breaks down")
STATEMENTS = gettext_lazy("What I declare by signing")
FOR_THE_PERSON = gettext_lazy("The person who receives")
FOR_THE_STRUCTURE = gettext_lazy("For the structure that hands over")
FREE = gettext_lazy("free of charge")

STATEMENT_LIST = (
    gettext_lazy("I received the device and the accessories listed above."),
    gettext_lazy("It was switched on in front of me and its use was shown to me."),
    gettext_lazy(
        "I was told what to do if it breaks down, and where to bring it back at the end of its life."
    ),
)
PRIVACY = gettext_lazy(
    "This form bears a case reference, not your file. You may see, correct or have erased what concerns you: ask the structure that accompanies you."
)


def title() -> str:
    return _("Hand-over form")


def lead(case: str) -> str:
    return _("Case %(case)s") % {"case": case}


def copy_names() -> tuple[str, str]:
    return _("Copy for the person"), _("Copy for the structure")
