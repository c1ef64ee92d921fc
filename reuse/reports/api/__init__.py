"""Targets, progress, figures and reports over HTTP."""

from django.urls import path

from reuse.reports.api.figures import FiguresView
from reuse.reports.api.issued import ReportsView
from reuse.reports.api.progress import ProgressView
from reuse.reports.api.targets import TargetsView, TargetView

# Included by reuse.api.
urlpatterns = [
    path("targets/", TargetsView.as_view(), name="api-targets"),
    path("targets/<uuid:public_id>/", TargetView.as_view(), name="api-target"),
    path("reports/progress/", ProgressView.as_view(), name="api-progress"),
    path("reports/issued/", ReportsView.as_view(), name="api-reports"),
    path("reports/figures/", FiguresView.as_view(), name="api-figures"),
]
