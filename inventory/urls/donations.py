"""Addresses of the pages about batches and their devices."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
