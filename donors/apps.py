"""App configuration: registers the renderer of the gift agreement."""

from django.apps import AppConfig


class DonorsConfig(AppConfig):
    name = "donors"

    def ready(self) -> None:
        from donors import documents  # noqa: F401
