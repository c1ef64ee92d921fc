"""What people type about a programme's conditions, a commission, and a decision that is contested."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from beneficiaries.forms.fields import DayInput
from beneficiaries.models import Criterion, CriterionAmount, Programme
from beneficiaries.queries.commissions import reasons_of
from beneficiaries.states import APPEAL_REASONS, CommissionDecision, Comparison, Unit
from beneficiaries.workflow import Amount, Wording
from reuse.accounts.models import Organisation
from reuse.accounts.scans import ScanField

MOST_ROWS = 30
LARGEST_FILE = 200_000
ELSEWHERE = re.compile(r"^\s*(\d\d\d?|2[AB])\s*[:=]\s*(\d+(?:[.,]\d{1,2})?)\s*(?:€|EUR)?\s*$")
NOTHING = [("", gettext_lazy("No amount"))]


class WordingForm(forms.Form):
    """One condition, as it is to be published."""

    code = forms.SlugField(label=gettext_lazy("Code"), max_length=40)
    label = forms.CharField(label=gettext_lazy("Short name"), max_length=120)
    question = forms.CharField(
        label=gettext_lazy("What the worker declares"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    group = forms.ChoiceField(label=gettext_lazy("Needed"), choices=Criterion.Group.choices)
    family = forms.CharField(
        label=gettext_lazy("Family"),
        help_text=gettext_lazy(
            "Of the conditions of one family, one is enough; one of each family is needed."
        ),
        max_length=60,
        required=False,
    )
    is_declared = forms.BooleanField(label=gettext_lazy("Declared, without a document"), required=False)
    comparison = forms.ChoiceField(
        label=gettext_lazy("Amount"), choices=[*NOTHING, *Comparison.choices], required=False
    )
    quantity = forms.DecimalField(
        label=gettext_lazy("How much"),
        min_value=0,
        max_digits=9,
        decimal_places=2,
        required=False,
        localize=True,
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=Unit.choices, required=False)
    as_of = forms.DateField(label=gettext_lazy("Value of"), widget=DayInput(), required=False)
    elsewhere = forms.CharField(
        label=gettext_lazy("Other amounts, by department"),
        help_text=gettext_lazy("One a line: 38 = 750"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=240, required=False)
    leave_out = forms.BooleanField(label=gettext_lazy("Leave it out of the new version"), required=False)

    def clean_elsewhere(self) -> list[tuple[str, Decimal]]:
        found = []
        for line in filter(str.strip, self.cleaned_data["elsewhere"].splitlines()):
            match = ELSEWHERE.match(line)
            if match is None:
                raise forms.ValidationError(_("Not understood: “%(line)s”. Write 38 = 750.") % {"line": line})
            found.append((match[1], Decimal(match[2].replace(",", "."))))
        if len({department for department, _quantity in found}) != len(found):
            raise forms.ValidationError(_("One department stands there twice."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = [cleaned.get("quantity") is not None, bool(cleaned.get("as_of"))]
        if cleaned.get("comparison") and not all(given):
            self.add_error("quantity", _("An amount has a figure and the day of it."))
        if cleaned.get("elsewhere") and not cleaned.get("comparison"):
            self.add_error("elsewhere", _("Say first whether it is at most or at least."))
        return cleaned

    def wording(self) -> Wording:
        """The condition as the workflow takes it."""
        given = self.cleaned_data
        return Wording(
            code=given["code"],
            group=given["group"],
            label={"fr": given["label"]},
            question={"fr": given["question"]},
            family=given["family"],
            is_declared=given["is_declared"],
            source=given["source"],
            amounts=[
                Amount(
                    given["comparison"],
                    _stored(quantity, given["unit"]),
                    given["unit"],
                    given["as_of"],
                    department,
                )
                for department, quantity in [("", given["quantity"]), *given["elsewhere"]]
                if given["comparison"]
            ],
        )


def _stored(quantity: Decimal, unit: str) -> int:
    return int(quantity) if unit == Unit.MONTH else int(quantity * 100)


WORDINGS = forms.formset_factory(WordingForm, extra=2, max_num=MOST_ROWS)


def wordings_of(criteria: Iterable[Criterion], data: Any = None) -> "forms.BaseFormSet[WordingForm]":
    """The conditions as they are, or as they were typed, with empty rows for new ones."""
    return WORDINGS(data, initial=[_initial(one) for one in criteria], prefix="c")


def _initial(one: Criterion) -> dict[str, Any]:
    amounts = {row.department: row for row in one.amounts.all()}
    usual = amounts.pop("", None)
    first = usual or next(iter(amounts.values()), None)
    return {
        "code": one.code,
        "label": one.label.get("fr", ""),
        "question": one.question.get("fr", ""),
        "group": one.group,
        "family": one.family,
        "is_declared": one.is_declared,
        "source": one.source,
        "comparison": first.comparison if first else "",
        "quantity": _shown(usual) if usual else None,
        "unit": first.unit if first else "",
        "as_of": first.as_of if first else None,
        "elsewhere": "\n".join(f"{code} = {_shown(row)}" for code, row in sorted(amounts.items())),
    }


def _shown(amount: CriterionAmount) -> Decimal:
    return Decimal(amount.quantity) if amount.unit == Unit.MONTH else Decimal(amount.quantity) / 100


def wordings_in(formset: "forms.BaseFormSet[WordingForm]") -> list[Wording]:
    """Those that are not left out."""
    return [form.wording() for form in formset if form.cleaned_data and not form.cleaned_data["leave_out"]]


class VersionForm(forms.Form):
    """From which day, and what changes."""

    since = forms.DateField(label=gettext_lazy("In force from"), widget=DayInput())
    text = forms.CharField(
        label=gettext_lazy("What changes, and why"), max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )


class ConditionsFileForm(VersionForm):
    """A file of conditions, as exported."""

    file = forms.FileField(label=gettext_lazy("File of conditions (JSON)"), max_length=200)

    def clean_file(self) -> Sequence[Wording]:
        try:
            read = json.loads(self.cleaned_data["file"].read(LARGEST_FILE + 1))
            return [_read(row) for row in read["criteria"][:MOST_ROWS]]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise forms.ValidationError(_("This file holds no conditions.")) from error


def _read(row: dict[str, Any]) -> Wording:
    amounts = [
        Amount(
            Comparison(one["comparison"]).value,
            int(one["quantity"]),
            Unit(one["unit"]).value,
            date.fromisoformat(one["as_of"]),
            str(one.get("department", ""))[:3],
        )
        for one in row.get("amounts", [])
    ]
    texts = {
        name: {str(code): str(text) for code, text in row[name].items()} for name in ("label", "question")
    }
    return Wording(
        code=forms.SlugField(max_length=40).clean(row["code"]),
        group=Criterion.Group(row["group"]).value,
        family=str(row.get("family", ""))[:60],
        is_declared=bool(row.get("is_declared")),
        source=str(row.get("source", ""))[:240],
        amounts=amounts,
        **texts,
    )


class CommissionForm(forms.Form):
    """Local partners who decide together, and for whom."""

    name = forms.CharField(label=gettext_lazy("Name of the commission"), max_length=120)
    programme = forms.ModelChoiceField(
        label=gettext_lazy("Programme"),
        queryset=Programme.objects.all(),
        required=False,
        empty_label=pgettext_lazy("filter", "All"),
    )
    partner = forms.ModelChoiceField(
        label=gettext_lazy("Partner"),
        queryset=Organisation.objects.partners(),
        required=False,
        empty_label=pgettext_lazy("filter", "All"),
    )
    department = forms.RegexField(
        label=gettext_lazy("Department"), regex=r"^(\d\d\d?|2[AB])$", max_length=3, required=False
    )


class SessionForm(forms.Form):
    """The day it meets."""

    on = forms.DateField(label=gettext_lazy("Day of the session"), widget=DayInput())


class VerdictForm(forms.Form):
    """What was decided on one request; nothing chosen: nothing entered."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("", gettext_lazy("not decided")), *CommissionDecision.choices],
        required=False,
    )
    reason_code = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasoned = (CommissionDecision.DECLINE, CommissionDecision.POSTPONE)
        groups = [(str(one.label), list(reasons_of(one).items())) for one in reasoned]
        self.fields["reason_code"].choices = [("", _("Choose…")), *groups]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        needed = reasons_of(cleaned.get("decision", ""))
        if needed and cleaned.get("reason_code") not in needed:
            self.add_error("reason_code", _("Choose a reason of this decision."))
        return cleaned


class SignedListForm(forms.Form):
    """The scan of the list, signed."""

    file = ScanField(label=gettext_lazy("Signed list (PDF or photo)"))


class ContestForm(forms.Form):
    """Why a decision is contested."""

    words = forms.CharField(
        label=gettext_lazy("Why should it be looked at again?"),
        help_text=gettext_lazy("Facts about the conditions. No name, no health."),
        min_length=3,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AppealForm(forms.Form):
    """The answer to a contestation."""

    reason_code = forms.ChoiceField(
        label=gettext_lazy("Answer"), choices=list(APPEAL_REASONS.items()), widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("In words"),
        help_text=gettext_lazy("The partner reads it. No name, no health."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
