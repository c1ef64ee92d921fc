"""App configuration: registers the renderer of the gift agreement."""

from django.apps import AppConfig


class DonorsConfig(AppConfig):
    name = "donors"

    def ready(self) -> None:
        from donors import documents, queries  # noqa: F401
        from reuse.accounts import retention
        from reuse.accounts.models import Retention

        retention.counts_from(Retention.SHEET, queries.sheets_settled_before)
