"""What a person says of rows that name several devices."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from inventory.models import Device, WaitingRow
from inventory.queries.waiting_rows import Candidate, Doubt

Outcome = WaitingRow.Outcome


class ChoiceForm(forms.Form):
    """One question a row; a row may be left for later."""

    def __init__(self, *args: Any, doubts: Sequence[Doubt], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doubts = doubts
        for doubt in doubts:
            self.fields[f"row_{doubt.row.pk}"] = forms.ChoiceField(
                label=_("What does row %(row)d of “%(list)s” speak of?")
                % {"row": doubt.row.row_number, "list": doubt.row.sheet.name},
                required=False,
                choices=[
                    *((one.device.code, _told(one)) for one in doubt.candidates),
                    (Outcome.NEW.value, _("A device more, in none of these")),
                    (Outcome.LEFT_OUT.value, _("None: leave this row aside")),
                ],
                widget=forms.RadioSelect,
            )

    def questions(self) -> Iterator[tuple[Doubt, forms.BoundField]]:
        for doubt in self.doubts:
            yield doubt, self[f"row_{doubt.row.pk}"]

    def chosen(self) -> Iterator[tuple[WaitingRow, str, Device | None]]:
        """Each row that was answered: its outcome, and the device where it is one of them. Call after `is_valid`."""
        for doubt in self.doubts:
            said = self.cleaned_data[f"row_{doubt.row.pk}"]
            devices = {one.device.code: one.device for one in doubt.candidates}
            if said:
                yield doubt.row, Outcome.DEVICE if said in devices else said, devices.get(said)


def _told(one: Candidate) -> str:
    """What it is, and below it what it shares with the row."""
    shared = ", ".join(f"{name.get_kind_display()} {name.value}" for name in one.shared)
    same = _("bears the same: %(names)s") % {"names": shared}
    return f"{one.device} · {one.device.name} · {one.device.get_stage_display()}\n{same}"
