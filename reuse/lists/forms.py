"""The filters of a list, its order and its columns, as its address keeps them; the name they are kept under."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from reuse.accounts.models import Membership
from reuse.lists.description import Column, Listing, Order, chosen_columns

LOOK = ("order", "n", "c")  # how the rows are shown, not which


class KnownChoices(forms.MultipleChoiceField):
    """Of several choices, those there are: a colleague's view may name columns that are not for everyone."""

    def clean(self, value: Any) -> list[str]:
        return [one for one in self.to_python(value) if self.valid_value(one)]


class FilterForm(forms.Form):
    """What an address asks of a list. A filter that is wrong filters nothing.

    `first`: the filters always seen; the others stand behind a word.
    """

    first_filters: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, data: Mapping[str, Any], *, listing: Listing, membership: Membership, now: datetime
    ) -> None:
        super().__init__(data)
        self.listing, self.membership, self.now = listing, membership, now
        self.offered = listing.columns_for(membership)
        self.offer()
        self._offer_look()
        self.is_valid()
        self.columns = chosen_columns(self.offered, self.cleaned_data.get("c", ()))
        self.size = int(self.cleaned_data.get("n") or listing.sizes[0])
        self.order: Order = listing.orders[self.cleaned_data.get("order", "")]

    def offer(self) -> None:
        """What this person may choose from; a filter with nothing to choose is taken away."""

    def _offer_look(self) -> None:
        orders, sizes = self.listing.orders, self.listing.sizes
        choices = [(code, order.label) for code, order in orders.items()]
        self.fields["order"] = forms.ChoiceField(label=_("Order"), required=False, choices=choices)
        self.fields["n"] = forms.ChoiceField(
            label=_("Rows a page"), required=False, choices=[(str(size), str(size)) for size in sizes]
        )
        self.fields["c"] = KnownChoices(
            label=_("Columns"), required=False, choices=[(one.code, one.label) for one in self.offered[1:]]
        )

    def clean_c(self) -> list[str]:
        """The usual columns are not worth a word in the address."""
        chosen = list(self.cleaned_data["c"])
        return [] if set(chosen) == {one.code for one in self.offered[1:] if one.is_default} else chosen

    def query(self, **instead: str) -> str:
        """What is valid of the address, in one spelling; `instead`: another value of some."""
        kept = {name: field.prepare_value(self.cleaned_data.get(name)) for name, field in self.fields.items()}
        pairs = [(name, value) for name, value in (kept | instead).items() if value]
        return urlencode(pairs, doseq=True)

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter holds, beside order and columns."""
        return any(value for name, value in self.cleaned_data.items() if name not in LOOK)

    def first(self) -> list[forms.BoundField]:
        """The filters always seen."""
        return [self[name] for name in self.first_filters if name in self.fields]

    def further(self) -> list[forms.BoundField]:
        """The others, behind a word."""
        few = {"order": self.listing.orders, "n": self.listing.sizes}
        hidden = {"c", *self.first_filters, *(name for name, choices in few.items() if len(choices) < 2)}
        return [self[name] for name in self.fields if name not in hidden]

    @property
    def has_further(self) -> bool:
        return any(bound.data for bound in self.further())

    def choices_of_columns(self) -> list[tuple[Column, bool]]:
        """Every column that may be chosen, and whether it is."""
        return [(column, column in self.columns) for column in self.offered[1:]]


class SavedViewForm(forms.Form):
    """The name filters are kept under."""

    name = forms.CharField(label=_("Name of the view"), max_length=40)
    is_shared = forms.BooleanField(label=_("Share it with my colleagues"), required=False)
