"""The inventory over HTTP. The ledger is the write surface: what moves a device is a scan."""

from django.urls import path

from inventory.api.checklists import DeviceChecklistView
from inventory.api.devices import DeviceEventsView, DeviceListView, DeviceView
from inventory.api.donations import DonationDocumentsView, DonationImportView, DonationListView, DonationView
from inventory.api.evidence import EvidenceView
from inventory.api.labels import LabelsView
from inventory.api.quality import SignOffView
from inventory.api.scans import ScansView

# Included by reuse.api.
urlpatterns = [
    path("donations/", DonationListView.as_view(), name="api-donations"),
    path("donations/<str:ref>/", DonationView.as_view(), name="api-donation"),
    path("donations/<str:ref>/import/", DonationImportView.as_view(), name="api-donation-import"),
    path("donations/<str:ref>/documents/", DonationDocumentsView.as_view(), name="api-donation-documents"),
    path("devices/", DeviceListView.as_view(), name="api-devices"),
    path("devices/<str:code>/", DeviceView.as_view(), name="api-device"),
    path("devices/<str:code>/events/", DeviceEventsView.as_view(), name="api-device-events"),
    path("devices/<str:code>/checklist/", DeviceChecklistView.as_view(), name="api-device-checklist"),
    path("devices/<str:code>/sign-off/", SignOffView.as_view(), name="api-sign-off"),
    path("scans/", ScansView.as_view(), name="api-scans"),
    path("evidence/", EvidenceView.as_view(), name="api-evidence"),
    path("labels/", LabelsView.as_view(), name="api-labels"),
]
