"""Words that several documents share: heads of columns and labels of facts."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACCESSORIES = _("Accessories")
ADDRESS = _("Address")
BATCH = _("Batch")
CODE = _("Code")
DEVICE = _("Device")
DONOR = _("Donor")
GIGABYTE = pgettext_lazy("unit", "GB")
IMEI = _("IMEI")
LEGAL_FORM = _("Legal form")
MODEL = _("Model")
QUANTITY = _("Quantity")
SERIAL = _("Serial number")
SITE = pgettext_lazy("place", "Site")
TAG = _("Donor's tag")
TYPE = pgettext_lazy("device", "Type")
WORKSHOP = _("Workshop")
