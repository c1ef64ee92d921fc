"""App configuration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "reuse.documents"
    label = "documents"
