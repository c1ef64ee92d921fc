"""Addresses of the workshop's pages, one list per resource."""

from inventory.urls import devices, donations, labels, scanning

app_name = "inventory"
urlpatterns = [
    *scanning.urlpatterns,
    *devices.urlpatterns,
    *labels.urlpatterns,
    *donations.urlpatterns,
]
