"""The field of a form that takes in a paper as a PDF or a photo, its kind judged by what it begins with."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from reuse.accounts.files import Scan

_PHOTOS: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
_PAPERS: Final = {b"%PDF-": "application/pdf", **_PHOTOS}


class ScanField(forms.FileField):
    """A scan; clean: a Scan, or None where nothing was sent. `megabytes`: the largest that is taken in."""

    def __init__(self, *, megabytes: int = 10, is_photo: bool = False, **options: Any) -> None:
        self.megabytes = min(megabytes, settings.UPLOAD_MAX_BYTES // 1_000_000)
        self.kinds = _PHOTOS if is_photo else _PAPERS
        accept = ".jpg,.jpeg,.png" if is_photo else ".pdf,.jpg,.jpeg,.png"
        super().__init__(max_length=200, widget=forms.FileInput(attrs={"accept": accept}), **options)

    def clean(self, data: Any, initial: Any = None) -> Scan | None:
        sent: UploadedFile[bytes] | None = super().clean(data, initial)
        if not sent:
            return None
        if (sent.size or 0) > self.megabytes * 1_000_000:
            raise forms.ValidationError(_("At most %(most)d MB.") % {"most": self.megabytes})
        content = sent.read()
        kind = next((kind for begins, kind in self.kinds.items() if content.startswith(begins)), None)
        if kind is None and self.kinds is _PHOTOS:
            raise forms.ValidationError(_("Choose a photo, JPEG or PNG."))
        if kind is None:
            raise forms.ValidationError(_("A PDF, PNG or JPEG file is needed."))
        return Scan(name=sent.name or "scan", content=content, media_type=kind)
