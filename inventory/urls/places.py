"""Addresses of places and of command sheets."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
