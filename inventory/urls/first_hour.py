"""Addresses of the first hour: setting a scanner, and the exercise."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
