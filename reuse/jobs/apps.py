"""App configuration."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "reuse.jobs"
    label = "jobs"
