"""A signed form that comes back as a scan or a photograph: its pages, in grey and small enough to keep."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image

from beneficiaries import queries
from beneficiaries.models import Handover
from labels import decoding
from reuse.accounts.models import Membership

MOST_PAGES: Final = 30
LONGEST_SIDE: Final = 1754  # pixels: A4 at 150 dpi
QUALITY: Final = 60


@dataclass(frozen=True, slots=True)
class SignedPage:
    """One page: a small JPEG, and what its barcodes say."""

    image: bytes
    texts: tuple[str, ...]


class HandoverChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A hand-over in a word: its case, device and day."""

    def label_from_instance(self, handover: Handover) -> str:
        return f"{handover.request.ref} · {handover.device.name} · {handover.handed_over_on:%d/%m/%Y}"


class PaperForm(forms.Form):
    """The file; and by hand the hand-over, where the barcode cannot be read."""

    file = forms.FileField(
        label=_("Scan or photograph of the signed form"),
        help_text=_("A picture or a PDF; a PDF of several pages may hold several forms."),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf", "capture": "environment"}),
    )
    handover = HandoverChoice(
        label=_("If its barcode cannot be read: which hand-over?"),
        queryset=Handover.objects.none(),
        required=False,
        empty_label=_("by its barcode"),
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = queries.papers_missing(membership)
        self.fields["handover"].queryset = waiting  # type: ignore[attr-defined]

    def clean_file(self) -> list[SignedPage]:
        """The pages, judged by their content."""
        uploaded: UploadedFile[bytes] = self.cleaned_data["file"]
        if (uploaded.size or 0) > decoding.LARGEST_FILE:
            raise forms.ValidationError(str(decoding.TooLarge()))
        try:
            return list(_pages(uploaded.read()))
        except decoding.Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable)) from unreadable


def _pages(content: bytes) -> Iterator[SignedPage]:
    for number, page in enumerate(decoding.read_pages(content), start=1):
        if number > MOST_PAGES:
            raise decoding.TooLarge
        yield SignedPage(_small(page.image), tuple(found.text for found in page.found))


def _small(image: Image.Image) -> bytes:
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    target = io.BytesIO()
    image.convert("L").save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue()
