"""A scan is judged by its content: what it is, how large it is, never what it is called."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from reuse.accounts.scans import ScanField

pytestmark = pytest.mark.any_database
JPEG, PNG, PDF = b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7"


def cleaned(content, *, name="scan.pdf", **options):
    return ScanField(**options).clean(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("content", "kind"), [(PDF, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg")]
)
def test_a_scan_is_what_its_content_says(content, kind):
    scan = cleaned(content, name="whatever.exe")

    assert (scan.name, scan.content, scan.media_type) == ("whatever.exe", content, kind)


@pytest.mark.parametrize("content", [b"MZ\x90\x00", b"<svg xmlns=''>", b"PK\x03\x04"])
def test_anything_else_is_refused_whatever_its_name_says(content):
    with pytest.raises(forms.ValidationError):
        cleaned(content, name="decision.pdf")


def test_a_photo_is_no_pdf():
    with pytest.raises(forms.ValidationError):
        cleaned(PDF, is_photo=True)


def test_a_scan_too_large_is_refused_with_the_limit():
    with pytest.raises(forms.ValidationError, match="1"):
        cleaned(PDF + b" " * 1_000_000, megabytes=1)


def test_nothing_is_nothing_where_no_scan_is_needed():
    assert ScanField(required=False).clean(None) is None
