"""App configuration: registers the agreement's renderer, the locks donors check, what goes to a colleague."""

from collections.abc import Iterator
from pathlib import Path

from django.apps import AppConfig
from django.db.models import Model

DATA = Path(__file__).parent / "reference_data"


class DonorsConfig(AppConfig):
    name = "donors"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from donors import documents, queries, workflow  # noqa: F401
        from donors.models import LockGuide
        from reuse.accounts import belongings, retention, setup
        from reuse.accounts.models import Retention
        from reuse.core import reference

        def locks() -> Iterator[Model]:
            return (LockGuide(**row) for row in reference.read_json(DATA / "lock_guides.json"))

        reference.ships(LockGuide, locks)
        retention.counts_from(Retention.SHEET, queries.sheets_settled_before)
        belongings.belongs(
            "batches",
            belongings.Belonging(
                _("drafts and batches they answer for"), queries.batches_of, workflow.hand_batches_on
            ),
        )
        setup.page(
            "collecting",
            setup.Page(
                _("Collecting sites"),
                _("What each site takes from donors, from how many on, how far and when."),
                "donors:collecting-points",
                18,
            ),
        )
