"""The value a company states, who signs its receipt, why one is void; in what capacity an attestation is signed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donors.models import ValueStatement
from donors.states import ValueBasis
from donors.workflow import Issuing, Stated
from reuse.core.models import DeviceType

MOST = Decimal(100_000_000)


def _euros(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=Decimal("0"),
        max_value=MOST,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-s"}),
        **more,
    )


class ValueForm(forms.Form):
    """What the donor says its gift is worth. Nothing is filled in for it."""

    legal_form = forms.CharField(
        label=gettext_lazy("Your legal form"),
        max_length=80,
        help_text=gettext_lazy("SA, SAS, SARL, mutual society…: the receipt bears it."),
    )
    total = _euros(gettext_lazy("Value of the whole gift, in euros"))
    basis = forms.ChoiceField(
        label=gettext_lazy("On what basis?"), choices=ValueBasis.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label=gettext_lazy("In your words"), required=False, max_length=200)
    is_ours = forms.BooleanField(
        label=gettext_lazy("We set this value ourselves, and answer for it to the tax authorities."),
        error_messages={"required": gettext_lazy("Tick this statement: the value is yours alone.")},
    )

    def __init__(self, *args: Any, counts: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.types = list(DeviceType.objects.filter(code__in=counts))
        self.counts = counts
        for kind in self.types:
            label = _("%(type)s, %(count)d in all, in euros") % {
                "type": kind.plural_name.capitalize(),
                "count": counts[kind.code],
            }
            self.fields[f"v_{kind.code}"] = _euros(label, required=False)

    @classmethod
    def after(cls, statement: ValueStatement | None, counts: Mapping[str, int]) -> "ValueForm":
        """The form, with the words of an earlier statement; its amounts are not carried over to other devices."""
        known = {"legal_form": statement.legal_form, "basis": statement.basis} if statement else {}
        return cls(counts=counts, initial=known)

    def by_type(self) -> list[forms.BoundField]:
        return [self[f"v_{kind.code}"] for kind in self.types]

    def stated(self) -> Stated:
        found = self.cleaned_data
        told = {kind.code: found[f"v_{kind.code}"] for kind in self.types}
        return Stated(
            total_cents=_cents(found["total"]),
            by_type={code: _cents(value) for code, value in told.items() if value is not None},
            basis=ValueBasis(found["basis"]),
            legal_form=found["legal_form"],
            words=found["words"],
        )


def _cents(euros: Decimal) -> int:
    return int(euros * 100)


class IssueForm(forms.Form):
    """Who signs the receipt for the organisation that received the gift."""

    name = forms.CharField(label=gettext_lazy("Name of the person who signs"), max_length=120)
    function = forms.CharField(
        label=gettext_lazy("In what capacity"),
        max_length=120,
        help_text=gettext_lazy("For example: president, treasurer, person authorised by the board."),
    )
    is_authorised = forms.BooleanField(
        label=gettext_lazy("This person is authorised to sign gift receipts for the organisation."),
        error_messages={"required": gettext_lazy("Only who is authorised signs a receipt.")},
    )

    def issuing(self) -> Issuing:
        return Issuing(**self.cleaned_data)


class VoidForm(forms.Form):
    """Why a receipt is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why is this receipt void?"),
        max_length=200,
        help_text=gettext_lazy("Its number stays in the series. The donor reads these words."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AttestForm(forms.Form):
    """In what capacity the attestation is signed."""

    function = forms.CharField(label=gettext_lazy("In what capacity"), max_length=120)
