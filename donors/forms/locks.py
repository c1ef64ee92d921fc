"""The locks of a batch, one answer for each type of device and lock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from donors.models import LockAnswer, LockGuide
from donors.queries import LockRow
from reuse.core.models import DeviceType


@dataclass(frozen=True, slots=True)
class Asked:
    """A lock with the field that answers for it."""

    lock: LockGuide
    field: BoundField


@dataclass(frozen=True, slots=True)
class OfType:
    """A type of device with the locks it may carry."""

    type: DeviceType
    asked: list[Asked]


class LocksForm(forms.Form):
    """An answer may be left out, and given later."""

    def __init__(self, *args: Any, rows: Sequence[LockRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self.fields[_name(row)] = forms.ChoiceField(
                label=str(row.lock),
                choices=LockAnswer.Answer.choices,
                required=False,
                initial=row.answer,
                widget=forms.RadioSelect,
            )

    def types(self) -> Iterator[OfType]:
        """The fields, type by type."""
        for kind in dict.fromkeys(row.type for row in self.rows):
            yield OfType(kind, [Asked(row.lock, self[_name(row)]) for row in self.rows if row.type == kind])

    def answers(self, *, rest: str = "") -> dict[tuple[DeviceType, LockGuide], str]:
        """What `workflow.answer_locks` takes; `rest`: what holds where nothing was said."""
        return {(row.type, row.lock): self.cleaned_data[_name(row)] or rest for row in self.rows}


def _name(row: LockRow) -> str:
    return f"{row.type.code}-{row.lock.code}"
