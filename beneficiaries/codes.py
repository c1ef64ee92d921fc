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
