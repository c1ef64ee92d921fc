"""Tools' reports dropped on a page, and what a person decides of those that wait."""

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


class InboxForm(forms.Form):
    """Reports of many devices: files, or archives of them; `donation`: the batch they came with."""

    reports = SeveralFiles(
        label=gettext_lazy("Reports of one or many devices"),
        help_text=gettext_lazy(
            "Several files, or a ZIP with a file or a folder per machine; 50 MB at most each. Each report finds its device by serial number, IMEI or disk."
        ),
    )
    donation = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)


class AssignForm(forms.Form):
    """The device a waiting report belongs to, scanned or typed."""

    text = forms.CharField(max_length=240, label=gettext_lazy("Its device"))


class SetAsideForm(forms.Form):
    """Why a report waits no longer."""

    reason = forms.CharField(max_length=240, label=gettext_lazy("Reason"))
