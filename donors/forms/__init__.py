"""What a donor types and drops about a batch, checked before a verb is called."""

from donors.forms.announcing import MORE_ROWS, PhotosForm
from donors.forms.collections import AnswerForm, CalendarForm, CarrierForm, LinkForm, SlotForm
from donors.forms.drafts import Begun, DonationForm
from donors.forms.lists import SheetForm
from donors.forms.locks import LocksForm
from donors.forms.points import CollectingForm

__all__ = [
    "MORE_ROWS",
    "AnswerForm",
    "Begun",
    "CalendarForm",
    "CarrierForm",
    "CollectingForm",
    "DonationForm",
    "LinkForm",
    "LocksForm",
    "PhotosForm",
    "SheetForm",
    "SlotForm",
]
