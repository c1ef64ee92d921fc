"""What a scanner's faults mean to the person who holds it: what is wrong, what it does here, and the cure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inventory.codes import Diagnosis, Fault

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Advice:
    """`is_repaired`: every page of ours puts it right by itself."""

    title: Words
    effect: Words
    cure: Words
    is_repaired: bool = False

    @property
    def mark(self) -> str:
        return "warn" if self.is_repaired else "no"


_REPAIRED = _("Nothing to do: we repair each scan, and show it.")
_READ_WRONG = _("Our labels and serial numbers are not recognised.")
_CUT = _("A shortened code of ours is refused by its check letter; a shortened serial number would be wrong.")
_SLOWER = _(
    "Bring the scanner closer to its base, change the cable or the USB port. In its manual, page “keyboard delay” or “inter-character delay”, scan “10 ms”."
)

ADVICE: Mapping[Fault, Advice] = {
    Fault.NOTHING: Advice(
        _("Nothing arrived in the box."),
        _("The scanner may beep and still send nothing."),
        _("Check that the cursor is in the box. In the scanner's manual, scan “USB keyboard” (HID)."),
    ),
    Fault.AZERTY: Advice(
        _("Your scanner believes it types on an American keyboard."),
        _REPAIRED,
        _("To do it well: in the scanner's manual, page “keyboard” or “country”, scan “French”."),
        is_repaired=True,
    ),
    Fault.QWERTZ: Advice(
        _("This computer has a German keyboard, your scanner an American one."),
        _REPAIRED,
        _("To do it well: in the scanner's manual, page “keyboard” or “country”, scan “German”."),
        is_repaired=True,
    ),
    Fault.CAPS: Advice(
        _("Caps lock is on."),
        _REPAIRED,
        _("To do it well: press the caps lock key once, and scan again."),
        is_repaired=True,
    ),
    Fault.CASE: Advice(
        _("Your scanner changes capitals and small letters."),
        _("No harm: our codes and serial numbers are read in either case."),
        _("To do it well: in the scanner's manual, page “case”, scan “no conversion”."),
        is_repaired=True,
    ),
    Fault.BEFORE: Advice(
        _("Your scanner adds characters before the code."),
        _READ_WRONG,
        _("In the scanner's manual, page “prefix”, scan “clear all prefixes”; switch “AIM ID” off."),
    ),
    Fault.AFTER: Advice(
        _("Your scanner adds characters after the code."),
        _READ_WRONG,
        _("In the scanner's manual, page “suffix”, scan “clear all suffixes”, then “add Enter (CR)”."),
    ),
    Fault.LOST_START: Advice(_("The first characters are lost."), _CUT, _SLOWER),
    Fault.LOST_END: Advice(_("The last characters are lost."), _CUT, _SLOWER),
    Fault.TWICE: Advice(
        _("The code arrived several times at once."),
        _READ_WRONG,
        _(
            "In the scanner's manual, choose reading “by trigger” rather than “continuous”, and add Enter as a suffix."
        ),
    ),
    Fault.OTHER: Advice(
        _("What arrived is not what the bar code says."),
        _READ_WRONG,
        _("In the scanner's manual, scan “factory settings”, then “French” keyboard, then “add Enter (CR)”."),
    ),
}
ENDINGS: Mapping[str, Advice] = {
    "none": Advice(
        _("Your scanner does not press Enter."),
        _("You would have to confirm each scan by hand."),
        _("In the scanner's manual, page “suffix”, scan “add Enter”, also called “CR”."),
    ),
    "tab": Advice(
        _("Your scanner presses Tab instead of Enter."),
        _("The cursor would leave the box, and the next scan be lost."),
        _("In the scanner's manual, page “suffix”, scan “add Enter”, also called “CR”."),
    ),
}


def advice_on(diagnosis: Diagnosis, end: str) -> list[Advice]:
    """Everything to say about one test, what must be done before what is repaired anyway."""
    named = [ADVICE[fault] for fault in diagnosis.faults]
    if end in ENDINGS and Fault.NOTHING not in diagnosis.faults:
        named.append(ENDINGS[end])
    return in_order(named)


def in_order(advice: Iterable[Advice]) -> list[Advice]:
    return sorted(dict.fromkeys(advice), key=lambda one: one.is_repaired)
