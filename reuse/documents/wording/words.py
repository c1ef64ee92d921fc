"""Words that several documents share: heads of columns and labels of facts."""

from django.utils.translation import pgettext_lazy

ADDRESS = pgettext_lazy("document", "Address")
BATCH = pgettext_lazy("document", "Batch")
CODE = pgettext_lazy("document", "Code")
DEVICE = pgettext_lazy("document", "Device")
DONOR = pgettext_lazy("document", "Donor")
GIGABYTE = pgettext_lazy("document", "GB")
IMEI = pgettext_lazy("document", "IMEI")
LEGAL_FORM = pgettext_lazy("document", "Legal form")
MODEL = pgettext_lazy("document", "Model")
QUANTITY = pgettext_lazy("document", "Quantity")
SAID_STATE = pgettext_lazy("document", "State and age, as the donor says")
SERIAL = pgettext_lazy("document", "Serial number")

TAG = pgettext_lazy("document", "Donor's tag")
TYPE = pgettext_lazy("document", "Type")
WORKSHOP = pgettext_lazy("document", "Workshop")
