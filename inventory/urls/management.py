"""Addresses of the manager's page."""

from django.urls import path

from inventory.views import management

urlpatterns = [
    path("management/", management.management_page, name="management"),
    path("management/limits/", management.limits, name="management-limits"),
    path("management/blocked/<slug:reason>/", management.blocked, name="management-blocked"),
]
