"""App configuration: labels has no models; it is an app for its translations alone."""

from django.apps import AppConfig


class LabelsConfig(AppConfig):
    name = "labels"
