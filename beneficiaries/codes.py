"""Closed lists with their words that are no stage: why an identity is opened, and what of it is read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Purpose(TextChoices):
    """Why someone opens an identity. The one who reads chooses; the choice is kept with the reading."""

    APPOINTMENT = "appointment", _("To agree on an appointment")
    HAND_OVER = "hand_over", _("To hand the device over, or print the signed form")
    AFTER_SALES = "after_sales", _("To answer a fault or a return")
    RECTIFICATION = "rectification", _("To correct what is kept")
    PERSON_ASKS = "person_asks", _("The person asks what is kept")


class IdentityField(TextChoices):
    """What of an identity is read."""

    NAME = "name", pgettext_lazy("person", "name")
    TELEPHONE = "telephone", _("telephone")
    SIGNATURE = "signature", _("signature")


class Kept(TextChoices):
    """What of a case has a time of its own; the days are rows of KeepingRule."""

    COMMUNE = "commune", _("Commune")
    NEEDS = "needs", _("Needs and accessories")
    MARK = "mark", _("The partner’s own mark")
    INFORMATION = "information", _("Remark")
    NOTES = "notes", _("Notes beside events")
    IDENTITY = "identity", _("Name and telephone")
    SIGNATURE = "signature", _("Signature of a hand-over")
    VOUCHER = "voucher", _("Voucher")
    FOLLOW_UP = "follow_up", _("Answers of the follow-up")
    READINGS = "readings", _("Who has read an identity")


# From when the days are counted.
COUNTED_FROM = {
    **dict.fromkeys(
        (Kept.COMMUNE, Kept.NEEDS, Kept.MARK, Kept.INFORMATION, Kept.NOTES), _("the end of the request")
    ),
    Kept.IDENTITY: _("the end of the warranty, or of the request without a device"),
    Kept.SIGNATURE: _("the end of the warranty"),
    Kept.VOUCHER: _("the last day of the voucher"),
    Kept.FOLLOW_UP: _("the answer"),
    Kept.READINGS: _("the reading"),
}

VOUCHER_LETTERS = 12  # eleven drawn, one that checks them
