"""What a donor types and drops about a batch, checked before a verb is called."""

from donors.forms.drafts import DonationForm, SiteChoice
from donors.forms.lists import SheetFileField, SheetForm

__all__ = ["DonationForm", "SheetFileField", "SheetForm", "SiteChoice"]
