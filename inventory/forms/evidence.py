"""Tools' reports dropped on a page."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


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
