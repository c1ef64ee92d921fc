"""Addresses of the reports that wait for their device."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
