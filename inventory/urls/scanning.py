"""Addresses of the workshop's home and of the scan page."""

from django.urls import path

from inventory.views import home, scanning

urlpatterns = [
    path("workshop/", home.workshop_home, name="workshop-home"),
    path("scan/", scanning.scan, name="scan"),
    path("scan/find/", scanning.find, name="scan-find"),
]
