"""Photos of faults: redrawn without secrets, opened by their workshop alone."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from inventory import workflow
from inventory.models import CheckPhoto, QualityCheck
from inventory.states import Stage
from inventory.workflow.refusals import (
    PhotoMissing,
)
from reuse.accounts.models import AccessRecord, Retention
from reuse.core import photos
from reuse.core.refusals import Refusal
from tests import people
from tests.inventory.factories import checked, device_at
from tests.inventory.test_quality import list_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def jpeg(size=(2400, 1800), *, place=True) -> bytes:
    made, exif = io.BytesIO(), Image.Exif()
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (45.0, 11.0, 15.0), 3: "E", 4: (5.0, 43.0, 9.0)})
        exif[0x010F] = "Camera of Nadia"
        exif[0x0112] = 6  # lying on its side
    Image.new("RGB", size, "tan").save(made, "JPEG", exif=exif, comment=b"at home")
    return made.getvalue()


def test_a_photo_is_redrawn_small_upright_and_tells_nothing_else():
    original = jpeg()
    assert b"Camera of Nadia" in original

    kept = photos.clean(original)

    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.format == "JPEG"
        assert not picture.getexif()
        assert "comment" not in picture.info
        assert picture.height > picture.width
        assert max(picture.size) <= photos.LONGEST_SIDE
    assert b"Nadia" not in kept
    assert b"Exif" not in kept


def bomb() -> bytes:
    made = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"%PDF-1.7",
        b"GIF89a" + b"\0" * 40,
        b"\0\0\0\x18ftypheic" + b"\0" * 40,
        jpeg()[:400],
        bomb(),
    ],
    ids=["empty", "svg", "pdf", "gif", "heic", "cut", "bomb"],
)
def test_what_is_no_photo_is_refused(content):
    with pytest.raises(photos.NotAPhoto):
        photos.clean(content)


def test_a_fault_of_some_items_takes_a_photo_that_its_workshop_alone_opens(as_):
    device = device_at(Stage.QUALITY_CHECK)
    with pytest.raises(PhotoMissing):
        checked(device, screen="fault")
    client = as_(people.technician())
    answers = {entry.code: "ok" for entry in list_of(device).entries}
    picture = io.BytesIO(jpeg())
    picture.name = "IMG_2041.jpg"

    client.post(
        reverse("inventory:device-check", args=[device.code]),
        {**answers, "screen": "fault", "photo_screen": picture, "do": "finish"},
    )

    photo = CheckPhoto.objects.get()
    address = reverse("inventory:check-photo", args=[device.code, photo.public_id])
    assert photo.check_made == QualityCheck.objects.get(device=device)
    assert (photo.file.retention, photo.file.owner) == (Retention.PHOTO, device.holder)
    opened = client.get(address)
    assert opened["Content-Type"] == "image/jpeg"
    assert b"Exif" not in b"".join(opened.streaming_content)
    assert AccessRecord.objects.filter(subject=str(photo.file.public_id)).count() == 1
    assert as_(people.stranger()).get(address).status_code == 404
    assert as_(people.coordinator()).get(address).status_code == 403
    assert as_(people.donor()).get(address).status_code == 403


def test_a_wrong_file_is_told_beside_its_item(as_):
    device = device_at(Stage.QUALITY_CHECK)
    file = io.BytesIO(b"MZ not a photo")
    file.name = "photo.jpg"

    page = as_(people.technician()).post(
        reverse("inventory:device-check", args=[device.code]), {"photo_usb": file, "do": "save"}
    )

    assert page.status_code == 400
    assert not CheckPhoto.objects.exists()


def test_a_photo_may_go_until_the_test_is_finished():
    device = device_at(Stage.QUALITY_CHECK)
    act = people.act(people.technician())
    shown = workflow.add_photo(device=device, item="usb", picture=photos.clean(jpeg()), act=act)
    workflow.drop_photo(photo=shown, act=people.act(people.technician()))
    assert not CheckPhoto.objects.exists()
    kept = workflow.add_photo(
        device=device, item="usb", picture=photos.clean(jpeg()), act=people.act(people.technician())
    )
    checked(device)

    with pytest.raises(Refusal):
        workflow.drop_photo(photo=kept, act=people.act(people.technician()))
