"""Addresses of the workshop's pages, one list per resource."""

from inventory.urls import (
    devices,
    donations,
    endings,
    evidence,
    first_hour,
    followups,
    grading,
    labels,
    management,
    parts,
    places,
    quality,
    reference,
    sanitization,
    scanning,
    stock_import,
    transfers,
    workstations,
)

app_name = "inventory"
urlpatterns = [
    *scanning.urlpatterns,
    *first_hour.urlpatterns,
    *workstations.urlpatterns,
    *parts.urlpatterns,
    *places.urlpatterns,
    *transfers.urlpatterns,
    *devices.urlpatterns,
    *quality.urlpatterns,
    *evidence.urlpatterns,
    *sanitization.urlpatterns,
    *labels.urlpatterns,
    *grading.urlpatterns,
    *reference.urlpatterns,
    *stock_import.urlpatterns,
    *endings.urlpatterns,
    *management.urlpatterns,
    *followups.urlpatterns,
    *donations.urlpatterns,
]
