"""What a donor types and drops about a batch, checked before a verb is called."""

from donors.forms.drafts import DonationForm, SiteChoice
from donors.forms.lists import FIELD_WORDS, ColumnsForm, SheetFileField, SheetForm

__all__ = ["FIELD_WORDS", "ColumnsForm", "DonationForm", "SheetFileField", "SheetForm", "SiteChoice"]
