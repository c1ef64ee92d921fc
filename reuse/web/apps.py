"""Declares the app that holds the look of every page: templates, stylesheet, small scripts, error pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "reuse.web"
    label = "web"
