"""Addresses of the sanitization report of a batch."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
