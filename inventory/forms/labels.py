"""Whose labels, on which paper; formats and printers of one's own; blank labels."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import labels
from inventory import codes, queries
from inventory.models import (
    BlankLabel,
    LabelPrint,
    Line,
    Output,
    OwnFormat,
    Printer,
    PrintReason,
    SiteLabels,
    Symbols,
)
from inventory.workflow import MOST_BLANKS, MOST_COPIES, MOST_SLIPS, Paper
from reuse.accounts.models import Badge, Membership, Site, Workstation
from reuse.web.templatetags.look import number

MOST_CODES = 10_000
FEWEST_MM, MOST_MM = Decimal(0), Decimal(1000)


def format_choices(membership: Membership) -> list[tuple[str, list[tuple[str, str]]]]:
    """The formats by maker, one's own first."""
    groups: dict[str, list[tuple[str, str]]] = {}
    own = queries.own_formats(membership.organisation)
    for name, paper in [*own.items(), *labels.FORMATS.items()]:
        maker = _("Our own") if name in own else str(paper.maker)
        groups.setdefault(maker, []).append((name, format_words(paper)))
    return list(groups.items())


def format_words(paper: labels.Format) -> str:
    """A format as a person chooses it."""
    facts = {
        "name": paper.name,
        "count": paper.per_sheet,
        "width": number(paper.width, 1),
        "height": number(paper.height, 1),
    }
    if paper.is_roll:
        return _("%(name)s: %(width)s × %(height)s mm") % facts
    return _("%(name)s: %(count)s a sheet, %(width)s × %(height)s mm") % facts


class PaperForm(forms.Form):
    """On which format, with which printer, from which label on, how often and why."""

    format = forms.ChoiceField(label=gettext_lazy("Format"))
    printer = forms.ModelChoiceField(
        label=gettext_lazy("Printer"),
        queryset=Printer.objects.none(),
        required=False,
        empty_label=gettext_lazy("any printer, not calibrated"),
        to_field_name="public_id",
    )
    symbols = forms.ChoiceField(
        label=gettext_lazy("What is scanned"), choices=Symbols.choices, required=False
    )
    output = forms.ChoiceField(label=gettext_lazy("File"), choices=Output.choices, required=False)
    copies = forms.IntegerField(
        label=gettext_lazy("Copies of each"), min_value=1, max_value=MOST_COPIES, required=False
    )
    start_at = forms.IntegerField(label=gettext_lazy("Start at label"), min_value=1, required=False)
    skip = forms.TypedMultipleChoiceField(coerce=int, required=False)
    cut_marks = forms.BooleanField(label=gettext_lazy("Cut marks"), required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=PrintReason.choices, required=False)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        fields: Mapping[str, Any] = self.fields
        fields["format"].choices = format_choices(membership)
        fields["printer"].queryset = Printer.objects.visible_to(membership)
        fields["skip"].choices = [(place, place) for place in range(1, 1001)]

    def paper(self, workstation: Workstation | None = None) -> Paper:
        """How it is printed. Call after `is_valid`."""
        found = self.cleaned_data
        return Paper(
            format=found["format"],
            start_at=found.get("start_at") or 1,
            skip=tuple(found.get("skip") or ()),
            copies=found.get("copies") or 1,
            lines=tuple(found.get("lines", queries.USUAL_LINES)),
            symbols=found.get("symbols") or Symbols.AUTO,
            output=found.get("output") or Output.PDF,
            printer=found.get("printer"),
            workstation=workstation,
            cut_marks=found.get("cut_marks", False),
            reason=found.get("reason") or PrintReason.FIRST,
        )


class LabelForm(PaperForm):
    """Whose labels, and what they say, on which paper."""

    what = forms.ChoiceField(choices=LabelPrint.Subject.choices, required=False)
    codes = forms.CharField(
        label=gettext_lazy("Codes or serial numbers, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "class": "code"}),
    )
    donation = forms.CharField(required=False, max_length=16)
    lines = forms.MultipleChoiceField(
        label=gettext_lazy("Lines on a device's label"),
        choices=Line.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Badges of"),
        queryset=Badge.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="code",
    )
    orders = forms.MultipleChoiceField(
        label=gettext_lazy("Orders"), required=False, widget=forms.CheckboxSelectMultiple
    )
    pallets = forms.IntegerField(
        label=gettext_lazy("How many pallets or parcels?"), min_value=1, max_value=MOST_SLIPS, required=False
    )

    def __init__(
        self, *args: Any, badges: Iterable[Badge] = (), membership: Membership, **kwargs: Any
    ) -> None:
        super().__init__(*args, membership=membership, **kwargs)
        fields: Mapping[str, Any] = self.fields
        fields["people"].queryset = badges
        fields["people"].label_from_instance = lambda badge: str(badge.membership.user)
        fields["orders"].choices = [
            (str(group.title), [(one.text, str(one.words)) for one in group.commands])
            for group in queries.command_groups(membership)
        ]

    def clean_codes(self) -> list[str]:
        texts = [line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()]
        if len(texts) > MOST_CODES:
            raise forms.ValidationError(_("At most %(count)s labels at once.") % {"count": MOST_CODES})
        return [codes.parse(text) or text for text in texts]


def _millimetres(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=FEWEST_MM, max_value=MOST_MM, max_digits=6, decimal_places=2, **more
    )


class OwnFormatForm(forms.Form):
    """A format as somebody measures it with a ruler; the leaf says what cannot be printed."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=20)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=OwnFormat.Kind.choices)
    page_width = _millimetres(gettext_lazy("Width of the page (mm)"), initial=210)
    page_height = _millimetres(gettext_lazy("Height of the page (mm)"), initial=297)
    width = _millimetres(gettext_lazy("Width of a label (mm)"))
    height = _millimetres(gettext_lazy("Height of a label (mm)"))
    columns = forms.IntegerField(label=gettext_lazy("Labels across"), min_value=1, max_value=50, initial=1)
    rows = forms.IntegerField(label=gettext_lazy("Labels down"), min_value=1, max_value=100, initial=1)
    pitch_x = _millimetres(gettext_lazy("From one label's left edge to the next one's (mm)"), required=False)
    pitch_y = _millimetres(gettext_lazy("From one label's top edge to the next one's (mm)"), required=False)
    left = _millimetres(gettext_lazy("White on the left (mm)"), required=False)
    top = _millimetres(gettext_lazy("White at the top (mm)"), required=False)

    def clean(self) -> dict[str, Any]:
        """What is left empty follows from the rest; a roll's page is its label."""
        found = super().clean() or {}
        if self.errors:
            return found
        if found["kind"] == OwnFormat.Kind.ROLL:
            found |= {"page_width": found["width"], "page_height": found["height"], "columns": 1, "rows": 1}
        defaults = {
            "pitch_x": found["width"],
            "pitch_y": found["height"],
            "left": Decimal(0),
            "top": Decimal(0),
        }
        for name, value in defaults.items():
            found[name] = value if found.get(name) is None else found[name]
        if found["name"].upper() in {
            name for one in labels.FORMATS.values() for name in (one.name, *one.also)
        }:
            self.add_error("name", _("A format that comes with the program has this name."))
        try:
            self.drawn = queries.frozen(OwnFormat(**found))
        except labels.InvalidFormat as wrong:
            self.add_error(wrong.field if wrong.field in self.fields else None, wrong.message)
        return found

    drawn: labels.Format | None = None


class PrinterForm(forms.Form):
    """A printer of a site, and what it usually holds."""

    site = forms.ModelChoiceField(label=gettext_lazy("Site"), queryset=Site.objects.none())
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    dpi = forms.TypedChoiceField(
        label=gettext_lazy("Dots per inch"),
        coerce=int,
        choices=[(dpi, dpi) for dpi in (203, 300, 600, 1200)],
        initial=600,
    )
    output = forms.ChoiceField(label=gettext_lazy("It takes"), choices=Output.choices)
    format = forms.ChoiceField(label=gettext_lazy("Usual format"), required=False)

    def __init__(self, *args: Any, membership: Membership, sites: Sequence[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Mapping[str, Any] = self.fields
        fields["site"].queryset = Site.objects.filter(pk__in=[one.pk for one in sites])
        fields["site"].initial = sites[0] if sites else None
        fields["format"].choices = [("", "—"), *format_choices(membership)]


class ReadingsForm(forms.Form):
    """What a ruler says on the printed test page."""

    left = _millimetres(gettext_lazy("From the left edge to A (mm)"))
    across = _millimetres(gettext_lazy("From A to B (mm)"))
    top = _millimetres(gettext_lazy("From the top edge to C (mm)"))
    along = _millimetres(gettext_lazy("From C to D (mm)"))
    format = forms.CharField(max_length=20, widget=forms.HiddenInput)

    def readings(self) -> labels.Readings:
        """As the leaf takes them. Call after `is_valid`."""
        return labels.Readings(
            *(float(self.cleaned_data[name]) for name in ("left", "across", "top", "along"))
        )


class SiteLabelsForm(forms.Form):
    """Whether labels are asked for by themselves at reception."""

    when = forms.ChoiceField(label=gettext_lazy("Labels at reception"), choices=SiteLabels.When.choices)
    format = forms.ChoiceField(label=gettext_lazy("Format"))
    printer = forms.ModelChoiceField(
        label=gettext_lazy("Printer"),
        queryset=Printer.objects.none(),
        required=False,
        empty_label=gettext_lazy("any printer, not calibrated"),
        to_field_name="public_id",
    )

    def __init__(self, *args: Any, membership: Membership, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Mapping[str, Any] = self.fields
        fields["format"].choices = format_choices(membership)
        fields["printer"].queryset = Printer.objects.visible_to(membership).filter(site=site)


class RollForm(PaperForm):
    """How many blank labels, for which site, and what for."""

    site = forms.ModelChoiceField(label=gettext_lazy("Site"), queryset=Site.objects.none())
    count = forms.IntegerField(
        label=gettext_lazy("How many blank labels?"), min_value=1, max_value=MOST_BLANKS, initial=500
    )
    purpose = forms.CharField(label=gettext_lazy("What for?"), max_length=120)
    copies = reason = None  # type: ignore[assignment]

    def __init__(self, *args: Any, membership: Membership, sites: Sequence[Site], **kwargs: Any) -> None:
        super().__init__(*args, membership=membership, **kwargs)
        fields: Mapping[str, Any] = self.fields
        fields["site"].queryset = Site.objects.filter(pk__in=[one.pk for one in sites])
        fields["site"].initial = sites[0] if sites else None


class VoidForm(forms.Form):
    """Labels of a roll that cannot be used: one code, or from one to another."""

    first = forms.CharField(label=gettext_lazy("Code of the label, or of the first one"), max_length=80)
    last = forms.CharField(label=gettext_lazy("Code of the last one"), max_length=80, required=False)
    why = forms.ChoiceField(label=gettext_lazy("What became of the label"), choices=BlankLabel.Void.choices)


class JournalForm(forms.Form):
    """Which prints to show."""

    q = forms.CharField(label=gettext_lazy("Code, or who printed"), max_length=80, required=False)
    subject = forms.ChoiceField(
        label=gettext_lazy("What"),
        required=False,
        choices=[("", gettext_lazy("everything")), *LabelPrint.Subject.choices],
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        required=False,
        choices=[("", gettext_lazy("any reason")), *PrintReason.choices],
    )
