"""What is checked, paid and signed when a device changes hands, with an appointment or with a voucher."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from beneficiaries import queries, workflow
from beneficiaries.forms.fields import SiteField
from beneficiaries.models import Handover, PaymentMeans, Request
from beneficiaries.states import Collector, SignatureMethod, Words
from inventory.queries import price_cap
from reuse.accounts.models import Site
from reuse.documents.forms import StrokesField

CHECKS: Mapping[str, Words] = {
    "starts": _("The person started the device and set the password themselves"),
    "explained": _("Price, warranty and what to do in case of a fault are explained"),
    "free": _("The person knows they may say no, or bring it back"),
}


class EurosField(forms.DecimalField):
    """An amount in euros; `cents` of what was typed."""

    def __init__(self, **given: Any) -> None:
        look = {"class": "w-s", "inputmode": "decimal", "step": "0.01"}
        super().__init__(
            min_value=Decimal(0),
            decimal_places=2,
            max_digits=7,
            widget=forms.NumberInput(attrs=look),
            **given,
        )


class ScannedField(forms.CharField):
    """What was scanned, one text a line, as a scanner writes them."""

    def __init__(self) -> None:
        look = {"rows": 2, "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(
            label=_("Scan what goes with it"),
            help_text=_(
                "One line each: the label of the screen, the barcodes of charger and bag on the accessories’ sheet. "
                "What is scanned needs no tick."
            ),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs=look),
        )

    def clean(self, value: Any) -> list[str]:
        text: str = super().clean(value)
        return [line.strip() for line in text.splitlines() if line.strip()]


class HandOverForm(forms.Form):
    """What is checked and signed when the device changes hands."""

    code = forms.CharField(
        label=_("Code on the device"),
        help_text=_("Scan the label, or type its nine letters."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "w-s"}),
    )
    scanned = ScannedField()
    given = forms.MultipleChoiceField(
        label=_("Given with it"),
        help_text=_("What is neither scanned nor ticked is written down as missing."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    checks = forms.MultipleChoiceField(
        label=_("Before you sign together"),
        choices=list(CHECKS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    price = EurosField(label=_("Price paid, in euros"))
    paid_by = forms.ModelChoiceField(
        label=_("Paid by"),
        queryset=PaymentMeans.objects.none(),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
    )
    voucher_means = forms.ModelChoiceField(
        label=_("A voucher that pays"),
        queryset=PaymentMeans.objects.none(),
        required=False,
        empty_label=_("No voucher"),
    )
    voucher_number = forms.CharField(
        label=_("Its number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-s"}),
    )
    voucher_amount = EurosField(label=_("Its amount, in euros"), required=False)
    sim_given = forms.BooleanField(label=_("A SIM card is given; its number is not kept"), required=False)
    workshop_at = forms.DateTimeField(
        label=_("Workshop booked, on"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    workshop_place = forms.CharField(label=_("Place of the workshop"), max_length=120, required=False)
    mediator = forms.CharField(
        label=_("Service that follows"),
        help_text=_("A digital helper's service, not a person's name."),
        max_length=120,
        required=False,
    )
    signature_method = forms.ChoiceField(
        label=_("Signature"),
        choices=SignatureMethod.choices,
        widget=forms.RadioSelect,
        initial=SignatureMethod.FORM,
    )
    strokes = StrokesField()
    signature_name = forms.CharField(
        label=_("Name of the person who signs"),
        help_text=_(
            "Only for a signature on a paper without our barcode. Encrypted, erased at the end of the warranty."
        ),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, known: Request, on: date, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(zone)
        items: Any = self.fields["given"]
        items.choices = list(queries.items_with(known, queries.set_rules(on)).items())
        means = queries.payment_means(on)
        self.fields["paid_by"].queryset = means.filter(has_number=False)  # type: ignore[attr-defined]
        self.fields["voucher_means"].queryset = means.filter(has_number=True)  # type: ignore[attr-defined]
        if not items.choices:
            del self.fields["given"]

    def clean_checks(self) -> list[str]:
        checked: list[str] = self.cleaned_data["checks"]
        if len(checked) < len(CHECKS):
            raise forms.ValidationError(_("Tick each point once it is done."))
        return checked

    def clean_workshop_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["workshop_at"]
        return at.replace(tzinfo=self.zone) if at else None

    def clean(self) -> dict[str, Any]:
        """The voucher pays its part, the rest is paid in one way."""
        cleaned = super().clean() or self.cleaned_data
        price, part = cleaned.get("price"), cleaned.get("voucher_amount") or Decimal(0)
        if part and not cleaned.get("voucher_means"):
            self.add_error("voucher_means", _("Say which voucher."))
        if price is not None and part > price:
            self.add_error("voucher_amount", _("A voucher pays the price at most."))
        elif price is not None and price > part and not cleaned.get("paid_by"):
            self.add_error("paid_by", _("Say how it was paid."))
        return cleaned

    def terms(self) -> workflow.Terms:
        """What was agreed besides the device."""
        found = self.cleaned_data
        given = set(found.get("given", ()))
        asked = [code for code, _label in getattr(self.fields.get("given"), "choices", ())]
        part = int((found["voucher_amount"] or 0) * 100)
        rest = self.price_cents - part
        paid = []
        if part:
            paid.append(workflow.Paid(found["voucher_means"], part, found["voucher_number"]))
        if rest:
            paid.append(workflow.Paid(found["paid_by"], rest))
        return workflow.Terms(
            paid=paid,
            missing=[code for code in asked if code not in given],
            scanned=found["scanned"],
            sim_given=found["sim_given"],
            workshop_at=found["workshop_at"],
            workshop_place=found["workshop_place"].strip(),
            mediator=found["mediator"].strip(),
        )

    def signature(self) -> workflow.Signature:
        """The signature in the domain's terms."""
        return workflow.Signature(
            method=SignatureMethod(self.cleaned_data["signature_method"]),
            name=self.cleaned_data["signature_name"],
            strokes=self.cleaned_data["strokes"],
        )

    @property
    def price_cents(self) -> int:
        return int(self.cleaned_data["price"] * 100)


class AlsoForm(forms.Form):
    """Another device the same signature stands for; left alone while its label is not scanned."""

    code = forms.CharField(
        label=_("Code on the device"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "w-s"}),
    )
    price = EurosField(label=_("Price paid, in euros"), required=False)
    scanned = ScannedField()
    given = forms.MultipleChoiceField(
        label=_("Given with it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, sent: Any, *, handover: Handover, on: date) -> None:
        super().__init__(sent, prefix=f"also{handover.pk}")
        self.handover, self.others = handover, queries.items_of(handover.allocation)
        self.cap = price_cap(handover.device, on=on, others=[one.device for one in self.others])
        items: Any = self.fields["given"]
        items.choices = list(queries.items_with(handover.request, queries.set_rules(on)).items())

    def part(self, paid_by: PaymentMeans | None) -> workflow.Part:
        """The device in the domain's terms, paid as the others are."""
        cents = int((self.cleaned_data["price"] or 0) * 100)
        given = set(self.cleaned_data["given"])
        items: Any = self.fields["given"]
        terms = workflow.Terms(
            paid=[workflow.Paid(paid_by, cents)] if cents and paid_by else (),
            missing=[code for code, _label in items.choices if code not in given],
            scanned=self.cleaned_data["scanned"],
        )
        return workflow.Part(self.handover, self.cleaned_data["code"], cents, terms)


class CollectForm(HandOverForm):
    """The same with a voucher: somebody close may have come with it."""

    collected_by = forms.ChoiceField(
        label=_("Who came?"),
        choices=Collector.choices,
        initial=Collector.PERSON,
        widget=forms.RadioSelect,
    )

    def given_at_counter(self) -> workflow.Given:
        """All of it in the domain's terms."""
        return workflow.Given(
            code=self.cleaned_data["code"],
            price_cents=self.price_cents,
            signature=self.signature(),
            terms=self.terms(),
            collected_by=Collector(self.cleaned_data["collected_by"]),
        )


class CounterSiteForm(forms.Form):
    """At which counter one stands."""

    site = SiteField(label=_("Counter"), queryset=Site.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(hands_over=True)  # type: ignore[attr-defined]
