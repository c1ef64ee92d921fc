"""App configuration: the checklists, price rules, reset procedures, parts and accessories the product ships."""

from collections.abc import Iterator
from pathlib import Path

from django.apps import AppConfig
from django.db import models

DATA = Path(__file__).parent / "reference_data"


class InventoryConfig(AppConfig):
    name = "inventory"

    def ready(self) -> None:
        from inventory import documents  # noqa: F401  # registers its renderers
        from inventory.models import (
            AccessoryKind,
            AccessoryNeed,
            Checklist,
            ExitCriteria,
            ModelCharger,
            PartKind,
            PriceRule,
            ResetProcedure,
            WasteCode,
            WasteRule,
        )
        from reuse.core import reference
        from reuse.core.models import DeviceType

        def rows(model: type[models.Model], name: str) -> Iterator[models.Model]:
            types = {one.code: one for one in DeviceType.objects.all()}
            for row in reference.read_json(DATA / name):
                yield model(**{**row, "type": types[row["type"]] if row["type"] else None})

        reference.ships(Checklist, lambda: rows(Checklist, "checklists.json"))
        reference.ships(PriceRule, lambda: rows(PriceRule, "price_rules.json"))
        reference.ships(ResetProcedure, lambda: rows(ResetProcedure, "reset_procedures.json"))
        reference.ships(ExitCriteria, lambda: _plain(ExitCriteria, "exit_criteria.json"))
        reference.ships(WasteCode, lambda: _plain(WasteCode, "waste_codes.json"))

        def waste_rules() -> Iterator[models.Model]:
            codes = {one.code: one for one in WasteCode.objects.all()}
            types = {one.code: one for one in DeviceType.objects.all()}
            for row in reference.read_json(DATA / "waste_rules.json"):
                yield WasteRule(**{**row, "type": types[row["type"]], "code": codes[row["code"]]})

        reference.ships(WasteRule, waste_rules)
        reference.ships(PartKind, lambda: _plain(PartKind, "part_kinds.json"))
        reference.ships(AccessoryKind, lambda: _plain(AccessoryKind, "accessory_kinds.json"))
        reference.ships(AccessoryNeed, lambda: rows(AccessoryNeed, "accessory_needs.json"))
        reference.ships(ModelCharger, lambda: _plain(ModelCharger, "model_chargers.json"))


def _plain(model: type[models.Model], name: str) -> Iterator[models.Model]:
    """The rows of a file, as they are."""
    from reuse.core import reference

    return (model(**row) for row in reference.read_json(DATA / name))
