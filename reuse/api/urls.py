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
    path("targets/", reports.TargetsView.as_view(), name="api-targets"),
    path("targets/<uuid:public_id>/", reports.TargetView.as_view(), name="api-target"),
    path("reports/progress/", reports.ProgressView.as_view(), name="api-progress"),
    path("reports/issued/", reports.ReportsView.as_view(), name="api-reports"),
    path("reports/figures/", reports.FiguresView.as_view(), name="api-figures"),
]
