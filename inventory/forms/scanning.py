"""A series, a scan, a move, as they come in."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donors import queries as donation_queries
from inventory.forms.devices import DescriptionForm
from inventory.models import Place
from inventory.states import ACTS, GRADES, REASONS, RULES, Action, Move
from inventory.workflow import MOST_LINES, Plan, needs_reason
from reuse.accounts.models import Membership, Site
from reuse.core.models import DeviceType
from reuse.web.templatetags.look import number


def free_moves(membership: Membership) -> list[Move]:
    """The moves this role makes by itself; releasing is what the second signature does."""
    return [
        move
        for move, rule in RULES.items()
        if rule.is_free and move != Move.RELEASE and membership.may(rule.permission)
    ]


def actions(membership: Membership) -> list[Action]:
    """What this role may do to device after device."""
    moves = {move.value for move in free_moves(membership)}
    return [
        action
        for action in Action
        if action.value in moves or (action in ACTS and membership.may(ACTS[action]))
    ]


class MoveForm(forms.Form):
    """A move, and its reason where it takes one."""

    move = forms.ChoiceField(label=gettext_lazy("Action"), widget=forms.RadioSelect)
    reason_code = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy("Asked for when a device leaves the chain or comes back."),
    )

    def __init__(self, *args: Any, moves: Iterable[Move], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["move"].choices = [(move.value, move.label) for move in moves]  # type: ignore[attr-defined]
        reasons = {move: REASONS[move] for move in moves if needs_reason(move)}
        self.fields["reason_code"].widget = forms.Select(
            choices=[
                ("", "—"),
                *((str(move.label), list(words.items())) for move, words in reasons.items()),
            ]
        )

    def clean_move(self) -> Move:
        return Move(self.cleaned_data["move"])


class SeriesForm(forms.Form):
    """A series of scans, as its address keeps it: the action, and what holds for all its scans."""

    action = forms.ChoiceField()
    reason = forms.CharField(required=False, max_length=40)
    grade = forms.ChoiceField(required=False, choices=[(grade, grade) for grade in GRADES])
    place = forms.CharField(required=False, max_length=12)
    site = forms.UUIDField(required=False)
    transfer = forms.CharField(required=False, max_length=16)
    stocktake = forms.CharField(required=False, max_length=16)
    donation = forms.CharField(required=False, max_length=16)
    donations = forms.CharField(required=False, max_length=240)
    type = forms.CharField(required=False, max_length=24)

    def __init__(self, data: Mapping[str, Any], *, membership: Membership) -> None:
        named = {name: data[name] for name in data}
        if hasattr(data, "getlist"):  # several boxes ticked, or a list as the address of a series has it
            named["donations"] = ",".join(data.getlist("donations"))
        named.setdefault("action", named.pop("move", ""))
        super().__init__(named)
        self.membership = membership
        self.fields["action"].choices = [(one.value, one.label) for one in actions(membership)]  # type: ignore[attr-defined]

    def clean_reason(self) -> str:
        """One of the action's own."""
        reason = str(self.cleaned_data["reason"])
        return reason if reason in REASONS.get(self.cleaned_data.get("action", ""), {}) else ""

    def clean_donation(self) -> Any:
        ref = self.cleaned_data["donation"]
        found = donation_queries.donations_for(self.membership).filter(ref=ref).first() if ref else None
        if ref and found is None:
            raise forms.ValidationError(_("There is no such batch."))
        return found

    def clean_donations(self) -> str:
        """Batches received side by side: those one may see, in the order given."""
        refs = list(dict.fromkeys(self.cleaned_data["donations"].split(",")))
        seen = donation_queries.donations_for(self.membership).filter(ref__in=refs)
        known = set(seen.values_list("ref", flat=True))
        return ",".join(ref for ref in refs if ref in known)

    def clean_type(self) -> str:
        """A type of device whose blank labels are to come."""
        code = self.cleaned_data["type"]
        return code if code and DeviceType.objects.filter(code=code).exists() else ""

    def plan(self, series: UUID) -> Plan:
        """The series as asked for. Call after `is_valid`."""
        found = self.cleaned_data
        params = {
            "reason_code": found.get("reason"),
            "grade": found.get("grade"),
            "place": found.get("place"),
            "site": str(found["site"]) if found.get("site") else "",
            "transfer": found.get("transfer"),
            "stocktake": found.get("stocktake"),
            "donations": found.get("donations"),
            "type": found.get("type"),
        }
        refs = (found.get("donations") or "").split(",")
        first = donation_queries.donations_for(self.membership).filter(ref=refs[0]).first()
        return Plan(
            id=series,
            action=Action(found["action"]),
            params={name: value for name, value in params.items() if value},
            donation=found.get("donation") or first,
        )


class ScanForm(forms.Form):
    """One scan, as a form sends it."""

    scan = forms.UUIDField()
    text = forms.CharField(required=False, strip=False)
    move = forms.CharField(max_length=24)
    reason_code = forms.CharField(required=False, max_length=40)
    device = forms.CharField(required=False, max_length=9)
    undone = forms.CharField(required=False, max_length=36)
    weight = forms.CharField(required=False, max_length=12)
    settles = forms.CharField(required=False, max_length=36)

    def clean_text(self) -> str:
        """No code is longer: what comes after is noise from a scanner."""
        return str(self.cleaned_data["text"])[:240]

    @property
    def has_weight(self) -> bool:
        return bool(self.cleaned_data["weight"].strip())

    @property
    def params(self) -> dict[str, str]:
        """What the scan's identifier covers beside text and move."""
        named = {"reason_code": "reason_code", "device": "device", "undone": "scan", "settles": "settles"}
        found = {name: self.cleaned_data[field] for field, name in named.items() if self.cleaned_data[field]}
        if grams := grams_of(self.cleaned_data["weight"]):
            found["grams"] = grams
        return found


def grams_of(kilograms: str) -> str:
    """Grams, of kilograms as people type them (2,4 or 2.4 kg); empty when it is no number."""
    bare = kilograms.lower().replace("kg", "").replace(",", ".").strip()
    try:
        grams = round(float(bare) * 1000) if len(bare) < 12 else 0
    except (ValueError, OverflowError):
        return ""
    return str(grams) if grams > 0 else ""


class FindForm(DescriptionForm):
    """A device of a batch that no list names: what the scan read may be its serial number."""

    scan = forms.UUIDField(widget=forms.HiddenInput)
    donation = forms.CharField(max_length=16, widget=forms.HiddenInput)  # or the button that was pressed
    settles = forms.UUIDField(required=False, widget=forms.HiddenInput)  # the unknown scan it answers
    label = forms.CharField(
        required=False, max_length=9, widget=forms.HiddenInput
    )  # the blank label it bears
    is_repeated = forms.BooleanField(
        label=gettext_lazy("The next blank labels of this series are such devices too"), required=False
    )
    grade = comment = None  # type: ignore[assignment]  # looked at later, not at reception


class ListForm(forms.Form):
    """A column pasted from a spreadsheet: one text a line."""

    lines = forms.CharField(
        label=gettext_lazy("Codes or serial numbers, one a line"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "code"}),
    )

    def clean_lines(self) -> list[str]:
        """Only the first column counts, where several were copied."""
        texts = [line.split("\t")[0].strip()[:240] for line in self.cleaned_data["lines"].splitlines()]
        texts = [text for text in texts if text]
        if len(texts) > MOST_LINES:
            raise forms.ValidationError(
                _("Paste at most %(most)s lines at once.") % {"most": number(MOST_LINES)}
            )
        return texts


def sites_to_send_to(membership: Membership) -> list[Site]:
    """The other sites of workshops a device may be sent to."""
    sites = Site.objects.open().filter(organisation__is_workshop=True).select_related("organisation")
    if membership.site_id:
        sites = sites.exclude(pk=membership.site_id)
    return list(sites.order_by("organisation__name", "name")[:200])


def place_of(plan: Plan, membership: Membership) -> Place | None:
    """Where a series puts its devices, once it was scanned."""
    code = plan.params.get("place", "")
    return Place.objects.visible_to(membership).filter(code=code).first() if code else None
