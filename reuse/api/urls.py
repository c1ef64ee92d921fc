"""The addresses of `/api/v1/`."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from beneficiaries import api as beneficiaries
from inventory import api as inventory
from reuse.jobs import api as jobs
from reuse.reports import api as reports

urlpatterns = [
    path(
        "schema/",
        SpectacularAPIView.as_view(authentication_classes=[], permission_classes=[]),
        name="api-schema",
    ),
    path("donations/", inventory.DonationListView.as_view(), name="api-donations"),
    path("donations/<str:ref>/", inventory.DonationView.as_view(), name="api-donation"),
    path("donations/<str:ref>/import/", inventory.DonationImportView.as_view(), name="api-donation-import"),
    path(
        "donations/<str:ref>/documents/",
        inventory.DonationDocumentsView.as_view(),
        name="api-donation-documents",
    ),
    path("devices/", inventory.DeviceListView.as_view(), name="api-devices"),
    path("devices/<str:code>/", inventory.DeviceView.as_view(), name="api-device"),
    path("devices/<str:code>/events/", inventory.DeviceEventsView.as_view(), name="api-device-events"),
    path("scans/", inventory.ScansView.as_view(), name="api-scans"),
    path("evidence/", inventory.EvidenceView.as_view(), name="api-evidence"),
    path("labels/", inventory.LabelsView.as_view(), name="api-labels"),
    *jobs.urlpatterns,
    *beneficiaries.urlpatterns,
    path("targets/", reports.TargetsView.as_view(), name="api-targets"),
    path("reports/progress/", reports.ProgressView.as_view(), name="api-progress"),
    path("reports/figures/", reports.FiguresView.as_view(), name="api-figures"),
]
