"""A list a donor drops."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ACCEPT = ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods"


class SheetFileField(forms.FileField):
    """A list of devices. Its size is judged here, its content by the reader."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPT}))
        super().__init__(**kwargs)
        self.error_messages["empty"] = gettext_lazy(
            "This file is empty: check that the list was saved, and drop it again."
        )

    def clean(self, data: Any, initial: Any = None) -> "UploadedFile[bytes] | None":
        dropped: UploadedFile[bytes] | None = super().clean(data, initial)
        if dropped and (dropped.size or 0) > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES // 1_000_000
            raise forms.ValidationError(
                _("This file is larger than %(limit)s MB: send only the list of devices, or split it.")
                % {"limit": limit}
            )
        return dropped


class SheetForm(forms.Form):
    """A list dropped on a batch."""

    sheet = SheetFileField(
        label=gettext_lazy("Drop a list of devices"),
        help_text=gettext_lazy("Any spreadsheet, as you keep it: csv, xlsx, xls or ods, 50 MB at most."),
    )
