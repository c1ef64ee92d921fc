"""Addresses of workstations, badges and PINs."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
