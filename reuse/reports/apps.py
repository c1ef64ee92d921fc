"""App configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reuse.reports"
    label = "reports"
