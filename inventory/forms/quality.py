"""Checklists as forms: filled in at the bench, written by who runs the network; and the signature under them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.forms.devices import GRADES
from inventory.forms.workstations import SwitchForm
from inventory.models import CheckItem, Checklist, CheckPhoto
from inventory.models.quality import FAULT, NOT_APPLICABLE, OK, PICTURES
from reuse.core import photos


@dataclass(frozen=True, slots=True)
class Row:
    """An item with its three fields, and the photos there are."""

    item: CheckItem
    answer: BoundField
    note: BoundField
    photo: BoundField
    photos: list[CheckPhoto]

    @property
    def is_opened(self) -> bool:
        """Whether there is something in the part for note and photo."""
        return bool(self.photos or self.note.value() or self.photo.errors)


class ChecklistForm(forms.Form):
    """The checklist of a type of device: each item is fine, at fault, or does not apply. What is left open stays open."""

    ANSWERS = (
        (OK, gettext_lazy("OK")),
        (FAULT, gettext_lazy("Fault")),
        (NOT_APPLICABLE, gettext_lazy("Does not apply")),
    )

    def __init__(
        self, *args: Any, checklist: Checklist, locks_count: bool, kept: list[CheckPhoto], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.checklist = checklist
        self.kept = kept
        for item in checklist.entries:
            must = item.is_lock and locks_count
            answers = [one for one in self.ANSWERS if one[0] != NOT_APPLICABLE or not must]
            self.fields[item.code] = forms.ChoiceField(
                label=str(item), choices=answers, widget=forms.RadioSelect, required=False
            )
            self.fields[f"note_{item.code}"] = forms.CharField(
                label=_("Note"), required=False, max_length=240
            )
            self.fields[f"photo_{item.code}"] = forms.FileField(
                label=_("Photo"),
                required=False,
                widget=forms.FileInput(
                    attrs={"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}
                ),
            )
        self.fields["grade"] = forms.ChoiceField(
            label=_("Cosmetic grade"),
            choices=GRADES,
            widget=forms.RadioSelect,
            required=False,
            help_text=_("A: hardly used. B: light marks. C: visible marks. D: heavy marks, works."),
        )

    @property
    def rows(self) -> Iterator[Row]:
        """Item by item, for the page."""
        for item in self.checklist.entries:
            yield Row(
                item,
                self[item.code],
                self[f"note_{item.code}"],
                self[f"photo_{item.code}"],
                [photo for photo in self.kept if photo.item == item.code],
            )

    def clean(self) -> dict[str, Any]:
        """Each photo is judged by what is in it, and redrawn."""
        for item in self.checklist.entries:
            name = f"photo_{item.code}"
            file: UploadedFile[bytes] | None = self.cleaned_data.get(name)
            if not file:
                continue
            try:
                self.cleaned_data[name] = photos.clean(file.read(photos.LARGEST_PHOTO + 1))
            except photos.NotAPhoto as refusal:
                self.add_error(name, str(refusal))
        return self.cleaned_data

    def results(self) -> dict[str, str]:
        """Answer by item, of those that were answered."""
        return self._by_item("")

    def notes(self) -> dict[str, str]:
        """Note by item."""
        return self._by_item("note_")

    def pictures(self) -> Mapping[str, bytes]:
        """New photo by item."""
        return self._by_item("photo_")

    def _by_item(self, prefix: str) -> dict[str, Any]:
        given = {item.code: self.cleaned_data.get(prefix + item.code) for item in self.checklist.entries}
        return {code: value for code, value in given.items() if value}

    @staticmethod
    def begun(results: Mapping[str, str], notes: Mapping[str, str], grade: str) -> dict[str, str]:
        """What was answered so far, as the form's initial values."""
        return {**results, **{f"note_{code}": note for code, note in notes.items()}, "grade": grade}


class SignForm(SwitchForm):
    """One's own PIN; a colleague's badge with it, where they sign on another's page."""


class PublishForm(forms.Form):
    """From which day a version counts."""

    since = forms.DateField(
        label=gettext_lazy("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ItemForm(forms.Form):
    """One item of a list that is being written; an empty line is none."""

    order = forms.IntegerField(label=gettext_lazy("Order"), min_value=1, max_value=99, required=False)
    code = forms.SlugField(label=gettext_lazy("Code"), max_length=40, required=False)
    fr = forms.CharField(label=gettext_lazy("In French"), max_length=80, required=False)
    en = forms.CharField(label=gettext_lazy("In English"), max_length=80, required=False)
    picture = forms.ChoiceField(
        label=gettext_lazy("Picture"), choices=[(name, name) for name in PICTURES], required=False
    )
    is_lock = forms.BooleanField(label=gettext_lazy("Lock"), required=False)
    needs_photo_on_fault = forms.BooleanField(label=gettext_lazy("Photo of a fault"), required=False)

    @property
    def item(self) -> CheckItem | None:
        """The item, unless the line says nothing."""
        said = self.cleaned_data
        if not (said.get("fr") or said.get("en") or said.get("code")):
            return None
        return CheckItem(
            code=said.get("code", ""),
            label={"fr": said.get("fr", ""), "en": said.get("en", "")},
            picture=said.get("picture") or "other",
            is_lock=said.get("is_lock", False),
            needs_photo_on_fault=said.get("needs_photo_on_fault", False),
        )


ITEMS = forms.formset_factory(ItemForm, extra=3, max_num=40)


def lines_of(checklist: Checklist) -> "forms.BaseFormSet[ItemForm]":
    """A list as it is written so far, with a few lines to add."""
    return ITEMS(
        initial=[
            {
                "order": place,
                "code": item.code,
                **item.label,
                "picture": item.picture,
                "is_lock": item.is_lock,
                "needs_photo_on_fault": item.needs_photo_on_fault,
            }
            for place, item in enumerate(checklist.entries, start=1)
        ]
    )


def items_in(lines: "forms.BaseFormSet[ItemForm]") -> list[CheckItem]:
    """What is on the lines, in the order of their numbers; a line without one comes last."""
    numbered = [(line.cleaned_data.get("order") or 99, line.item) for line in lines.forms]
    return [item for _place, item in sorted(numbered, key=lambda one: one[0]) if item]


class SheetsForm(forms.Form):
    """Whose follower sheets: codes, one a line."""

    codes = forms.CharField(
        label=gettext_lazy("Codes or serial numbers, one a line"),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "class": "code"}),
    )

    def clean_codes(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()][:10_000]


class EntryForm(forms.Form):
    """One scan of a follower sheet; `device`: whose sheet is open, `none`: the next item does not apply."""

    text = forms.CharField(required=False, strip=True, max_length=240)
    device = forms.CharField(required=False, max_length=12)
    none = forms.BooleanField(required=False)
