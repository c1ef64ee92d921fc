"""What the first hour's pages send: a photo of a bar code, what a scanner typed, a scan of the exercise."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

import labels
from labels.decoding import LARGEST_FILE


class PhotoForm(forms.Form):
    """A photo to read. It is kept nowhere."""

    photo = forms.FileField(max_length=200)
    back = forms.CharField(required=False, max_length=500)

    def clean_photo(self) -> list[labels.Decoded]:
        """What its symbols say, each text once."""
        photo: UploadedFile[bytes] = self.cleaned_data["photo"]
        if (photo.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(str(labels.TooLarge()))
        content = photo.read()
        if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"}:
            raise forms.ValidationError(
                _("HEIC photos are not read. On an iPhone: Settings, Camera, Formats, “Most Compatible”.")
            )
        try:
            found = labels.decode_image(content)
        except labels.Unreadable as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return list({one.text: one for one in found}.values())

    def clean_back(self) -> str:
        """The page to go back to: one of ours, or none."""
        back: str = self.cleaned_data["back"]
        is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        return back if is_ours else ""


class ScannerForm(forms.Form):
    """What a scanner typed for one test code, and how it ended; `pace` is the time between two keys in milliseconds."""

    ENDS = ("enter", "tab", "none")

    text = forms.CharField(required=False, strip=False, max_length=500)
    end = forms.ChoiceField(choices=[(end, end) for end in ENDS], required=False)
    pace = forms.IntegerField(required=False, min_value=0, max_value=60_000)

    def clean_end(self) -> str:
        """A camera presses no key: it needs none."""
        return self.cleaned_data["end"] or "enter"


class PracticeForm(forms.Form):
    """One gesture of the exercise: a scan, or `do` something."""

    DEEDS = ("scan", "undo", "prove", "restart")

    text = forms.CharField(required=False, strip=False, max_length=500)
    do = forms.ChoiceField(choices=[(deed, deed) for deed in DEEDS], required=False)

    def clean_do(self) -> str:
        return self.cleaned_data["do"] or "scan"
