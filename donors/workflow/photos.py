"""Photos of a batch where it stands: a few, redrawn without anything beside the image."""

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Donation, DonationPhoto
from donors.states import DonationStage
from donors.workflow.rights import locked
from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.models import Retention, StoredFile
from reuse.accounts.roles import Permission
from reuse.core.refusals import MoveNotAllowed, NotPermitted, Refusal, passes

MOST_PHOTOS = 6
SHOWN_UNTIL = {DonationStage.DRAFT, DonationStage.ANNOUNCED, DonationStage.ACCEPTED}


class EnoughPhotos(Refusal):
    """A few photos tell what there is to tell."""

    reason = "enough_photos"


def can_add_photos(donation: Donation, act: Act) -> bool:
    """Whether this person may add photos, or take them back."""
    return passes(_require, donation, act)


@transaction.atomic
def add_photo(*, donation: Donation, picture: bytes, act: Act) -> DonationPhoto:
    """Keep a photo. `picture`: a JPEG made by `reuse.core.photos.clean`. The same one again is not kept twice."""
    donation = locked(donation)
    _require(donation, act)
    kept = files.keep(
        picture,
        name=f"{donation.ref}.jpg",
        media_type="image/jpeg",
        retention=Retention.PHOTO,
        owner=donation.donor,
        act=act,
    )
    same = donation.photos.filter(file__sha256=kept.sha256).first()
    if same:
        kept.delete()
        return same
    if donation.photos.count() >= MOST_PHOTOS:
        raise EnoughPhotos(_("%(count)d photos of a batch are enough.") % {"count": MOST_PHOTOS})
    return DonationPhoto.objects.create(donation=donation, file=kept, added_by=act.by, added_at=act.at)


@transaction.atomic
def drop_photo(*, photo: DonationPhoto, act: Act) -> None:
    """A photo taken back by its donor goes, with its bytes."""
    _require(locked(photo.donation), act)
    file = photo.file_id
    photo.delete()
    StoredFile.objects.filter(pk=file).delete()  # the sweep removes the bytes nobody names


def _require(donation: Donation, act: Act) -> None:
    act.require(Permission.DONATION_REGISTER)
    if act.organisation != donation.donor:
        raise NotPermitted(_("This batch belongs to another organisation."))
    if donation.stage not in SHOWN_UNTIL:
        raise MoveNotAllowed(_("This batch can no longer be changed."))
