"""App configuration."""

from collections.abc import Iterator
from pathlib import Path

from django.apps import AppConfig
from django.db import models

DATA = Path(__file__).parent / "reference_data"


class ReportsConfig(AppConfig):
    name = "reuse.reports"
    label = "reports"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from reuse.accounts import setup
        from reuse.accounts.workflow import letters
        from reuse.core import reference
        from reuse.core.models import DeviceType
        from reuse.reports import documents  # noqa: F401  # registers its renderer
        from reuse.reports.models import EquipmentClass, RateTarget, Target
        from reuse.reports.queries.monthly import READERS
        from reuse.reports.workflow.letters import KIND

        def targets() -> Iterator[models.Model]:
            return (RateTarget(**row) for row in reference.read_json(DATA / "rate_targets.json"))

        def classes() -> Iterator[models.Model]:
            types = {one.code: one for one in DeviceType.objects.all()}
            for row in reference.read_json(DATA / "equipment_classes.json"):
                yield EquipmentClass(**{**row, "type": types[row["type"]]})

        reference.ships(RateTarget, targets, label=_("Rates of reuse asked of public bodies"))
        reference.ships(EquipmentClass, classes, label=_("Equipment classes of public bodies"))

        letters.may_be_stopped(KIND, _("Monthly figures"), READERS)
        setup.step(
            "targets",
            setup.Step(
                _("Targets"),
                _("A coordinator says how many devices are to be handed over, and by when."),
                "reports:progress",
                Target.objects.count,
                order=60,
            ),
        )
