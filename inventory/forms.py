"""What people type, choose and drop on the workshop's pages, checked before a verb is called."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

import labels
from inventory import codes, queries
from inventory.models import Checklist, Device, Identifier
from inventory.states import REASONS, RULES, Move, Stage
from inventory.workflow import Item, needs_reason
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, Site
from reuse.core.models import DeviceType
from reuse.core.translated import in_language
from reuse.web.templatetags.look import number

GRADES = [(grade, grade) for grade in "ABCD"]
MOST_CODES = 10_000


def free_moves(membership: Membership) -> list[Move]:
    """The moves this role makes by itself; releasing is what the second signature does."""
    return [
        move
        for move, rule in RULES.items()
        if rule.is_free and move != Move.RELEASE and membership.may(rule.permission)
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
    """A series of scans, as its address keeps it: the move, its reason, the batch being received."""

    move = forms.ChoiceField(label=gettext_lazy("What do you want to do?"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=gettext_lazy("For what reason?"), required=False, widget=forms.RadioSelect
    )
    donation = forms.CharField(required=False, max_length=16)

    def __init__(self, data: Mapping[str, Any], *, moves: Iterable[Move]) -> None:
        super().__init__(data)
        self.fields["move"].choices = [(move.value, move.label) for move in moves]  # type: ignore[attr-defined]
        reasons = REASONS.get(data.get("move", ""), {})
        self.fields["reason"].choices = [("", ""), *reasons.items()]  # type: ignore[attr-defined]


class ScanForm(forms.Form):
    """One scan, as the page sends it."""

    scan = forms.UUIDField()
    text = forms.CharField(required=False, strip=False)
    move = forms.CharField(max_length=24)
    reason_code = forms.CharField(required=False, max_length=40)
    device = forms.CharField(required=False, max_length=9)
    undone = forms.CharField(required=False, max_length=36)

    def clean_text(self) -> str:
        """No code is longer: what comes after is noise from a scanner."""
        return str(self.cleaned_data["text"])[:240]

    @property
    def params(self) -> dict[str, str]:
        """What the scan's identifier covers beside text and move."""
        named = {"reason_code": "reason_code", "device": "device", "undone": "scan"}
        return {name: self.cleaned_data[field] for field, name in named.items() if self.cleaned_data[field]}


def _types() -> list[tuple[str, str]]:
    return [(one.code, str(one)) for one in DeviceType.objects.all()]


class DescriptionForm(forms.Form):
    """What a person sees on a device. What is left empty stays as it was."""

    type = forms.ChoiceField(label=pgettext_lazy("device", "Type"), choices=_types)
    manufacturer = forms.CharField(label=gettext_lazy("Maker"), required=False, max_length=80)
    model = forms.CharField(label=gettext_lazy("Model"), required=False, max_length=120)
    serial = forms.CharField(label=gettext_lazy("Serial number"), required=False, max_length=120)
    grade = forms.ChoiceField(
        label=gettext_lazy("Cosmetic grade"), required=False, choices=[("", "—"), *GRADES]
    )
    comment = forms.CharField(label=gettext_lazy("Comment"), required=False, max_length=240)

    @classmethod
    def of(cls, device: Device) -> "DescriptionForm":
        """Filled with what is known."""
        names = ("manufacturer", "model", "grade", "comment")
        return cls(initial={"type": device.type.code, **{name: getattr(device, name) for name in names}})

    def item(self) -> Item:
        """What the workflow takes."""
        found = self.cleaned_data
        described = {
            name: found[name] for name in ("manufacturer", "model", "grade", "comment") if found.get(name)
        }
        serial = {Identifier.Kind.SERIAL.value: found["serial"]} if found["serial"] else {}
        return Item(type=found["type"], description=described, identifiers=serial)


class FindForm(DescriptionForm):
    """A device of a batch that no list names: what the scan read may be its serial number."""

    scan = forms.UUIDField(widget=forms.HiddenInput)
    donation = forms.CharField(max_length=16, widget=forms.HiddenInput)
    grade = comment = None  # type: ignore[assignment]  # looked at later, not at reception


class DeviceFilterForm(forms.Form):
    """The filters of the list, as its address keeps them."""

    q = forms.CharField(label=gettext_lazy("Code, serial no., model"), required=False, widget=forms.TextInput)
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"),
        required=False,
        choices=[("", gettext_lazy("All stages")), *Stage.choices],
    )
    type = forms.ChoiceField(
        label=pgettext_lazy("device", "Type"),
        required=False,
        choices=lambda: [("", _("All types")), *_types()],
    )
    donation = forms.CharField(label=gettext_lazy("Batch"), required=False, max_length=16)
    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)

    def __init__(self, data: Mapping[str, Any], *, sites: Iterable[Site]) -> None:
        super().__init__(data)
        choices = [(str(site.public_id), site.name) for site in sites]
        if len(choices) > 1:
            self.fields["site"].choices = [("", _("All sites")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["site"]

    def wanted(self) -> queries.DeviceFilter:
        """What is valid of the filters; a wrong one filters nothing."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        text = found.pop("q", "").strip()
        return queries.DeviceFilter(**found, text=text)


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """One file or more, each of a sane size; what is in them is judged by the reader, not here."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[bytes]"]:
        dropped: list[UploadedFile[bytes]] = [
            super(SeveralFiles, self).clean(file, initial) for file in data or [None]
        ]
        for file in dropped:
            if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
                limit = settings.UPLOAD_MAX_BYTES // 1_000_000
                raise forms.ValidationError(
                    _("“%(name)s” is larger than %(limit)s MB.") % {"name": file.name, "limit": limit}
                )
        return dropped


class EvidenceForm(forms.Form):
    """Reports dropped on a device: each is kept whatever is in it, unless it is empty or too large."""

    reports = SeveralFiles(
        label=gettext_lazy("Reports of a tool"),
        help_text=gettext_lazy(
            "Hardware inventories and erasure reports: lshw, eReuse, GLPI, dmidecode, smartctl, nwipe… 50 MB at most each."
        ),
    )


class MediumForm(forms.Form):
    """A storage medium somebody saw."""

    serial = forms.CharField(label=gettext_lazy("Serial number"), required=False, max_length=80)
    model = forms.CharField(label=gettext_lazy("Model"), required=False, max_length=120)
    size_gb = forms.IntegerField(
        label=gettext_lazy("Capacity in GB"), required=False, min_value=1, max_value=1_000_000
    )


class ResetForm(forms.Form):
    """Two people attest that a device without a tool's report was reset."""

    method = forms.CharField(label=gettext_lazy("How was it reset?"), max_length=120)
    witness = forms.ModelChoiceField(label=gettext_lazy("Who checked?"), queryset=Membership.objects.none())

    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = queries.colleagues(act.membership, today=act.at.date())
        self.fields["witness"] = Colleague(label=_("Who checked?"), queryset=people)


class DestroyForm(forms.Form):
    """How a medium was destroyed, and before whom."""

    how = forms.CharField(label=gettext_lazy("How was it destroyed?"), max_length=120)
    witness = forms.ModelChoiceField(label=gettext_lazy("Witness"), queryset=Membership.objects.none())

    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = queries.colleagues(act.membership, today=act.at.date())
        self.fields["witness"] = Colleague(label=_("Witness"), queryset=people, required=False)


class Colleague(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when run
    """One of the people who may sign, by name."""

    def label_from_instance(self, person: Membership) -> str:
        return str(person.user)


class ChecklistForm(forms.Form):
    """The checklist of a type of device: each item is fine, at fault, or does not apply."""

    ANSWERS = [
        ("ok", gettext_lazy("OK")),
        ("fault", gettext_lazy("Fault")),
        ("none", gettext_lazy("Does not apply")),
    ]

    def __init__(self, *args: Any, checklist: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checklist = checklist
        for item in checklist.items:
            answers = [one for one in self.ANSWERS if one[0] != "none" or not item.get("is_lock")]
            self.fields[item["code"]] = forms.ChoiceField(
                label=in_language(item["label"]), choices=answers, widget=forms.RadioSelect
            )
        self.fields["grade"] = forms.ChoiceField(
            label=_("Cosmetic grade"),
            choices=GRADES,
            widget=forms.RadioSelect,
            help_text=_("A: hardly used. B: light marks. C: visible marks. D: heavy marks, works."),
        )

    def results(self) -> dict[str, str]:
        """Answer by item."""
        return {item["code"]: self.cleaned_data.get(item["code"], "") for item in self.checklist.items}


class LabelForm(forms.Form):
    """Whose labels, on which sheet, from which label on."""

    codes = forms.CharField(
        label=gettext_lazy("Codes or serial numbers, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "class": "code"}),
    )
    donation = forms.CharField(required=False, max_length=16)
    format = forms.ChoiceField(label=gettext_lazy("Sheet"), choices=[])
    start_at = forms.IntegerField(required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheets = [(name, _sheet_words(sheet)) for name, sheet in labels.FORMATS.items()]
        self.fields["format"].choices = sheets  # type: ignore[attr-defined]

    def clean_codes(self) -> list[str]:
        texts = [line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()]
        if len(texts) > MOST_CODES:
            raise forms.ValidationError(_("At most %(count)s labels at once.") % {"count": MOST_CODES})
        return [codes.parse(text) or text for text in texts]


def _sheet_words(sheet: labels.Format) -> str:
    return _("%(name)s: %(count)s a sheet, %(width)s × %(height)s mm") % {
        "name": sheet.name,
        "count": sheet.per_sheet,
        "width": number(sheet.width, 1),
        "height": number(sheet.height, 1),
    }
