"""App configuration: the agreement's renderer, the locks donors check, advice on packing, what goes to a colleague, letters."""

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
        from donors.models import LockGuide, PackingAdvice
        from donors.workflow import letters
        from reuse.accounts import belongings, retention, setup
        from reuse.accounts.models import Retention
        from reuse.core import reference
        from reuse.core.models import DeviceType
        from reuse.documents.workflow import tell_when_void

        def locks() -> Iterator[Model]:
            return (LockGuide(**row) for row in reference.read_json(DATA / "lock_guides.json"))

        def advice() -> Iterator[Model]:
            types = {one.code: one for one in DeviceType.objects.all()}
            for row in reference.read_json(DATA / "packing_advice.json"):
                yield PackingAdvice(**{**row, "type": types[row["type"]] if row["type"] else None})

        reference.ships(LockGuide, locks, label=_("Help with locks"))
        reference.ships(PackingAdvice, advice, label=_("Advice on packing"))
        tell_when_void(letters.document_voided)
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
        setup.page(
            "qualities",
            setup.Page(
                _("Qualities and proofs"),
                _("Who may take a public body’s gift, who may issue gift receipts."),
                "donors:qualities",
                19,
            ),
        )
