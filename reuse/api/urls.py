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
    *inventory.urlpatterns,
    *jobs.urlpatterns,
    *beneficiaries.urlpatterns,
    *reports.urlpatterns,
]
