"""Addresses of label printing."""

from django.urls import path

from inventory.views import labels

urlpatterns = [path("labels/", labels.print_labels, name="labels")]
