"""App configuration: the checklists, category and price rules, marks, reset procedures, parts and accessories the product ships."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

DATA = Path(__file__).parent / "reference_data"
IN_FORCE = "emmaus-audit-2026"  # of the versions that ship, until the network publishes its own


class InventoryConfig(AppConfig):
    name = "inventory"

    def ready(self) -> None:
        from inventory import documents  # noqa: F401  # registers its renderers
        from inventory.models import (
            AccessoryKind,
            AccessoryNeed,
            CategoryRules,
            Checklist,
            CpuMark,
            ExitCriteria,
            ImpactAssumption,
            ImpactFactor,
            ModelCharger,
            NonConformityReason,
            PartKind,
            PriceRule,
            ResetProcedure,
            SamplingRule,
            WasteCode,
            WasteRule,
        )
        from inventory.queries import grading, places
        from reuse.accounts import belongings
        from reuse.core import reference
        from reuse.core.models import DeviceType

        belongings.keeps_open("devices", places.why_open)

        def rows(model: type[models.Model], name: str) -> Iterator[models.Model]:
            types = {one.code: one for one in DeviceType.objects.all()}
            for row in reference.read_json(DATA / name):
                yield model(**{**row, "type": types[row["type"]] if row["type"] else None})

        def rules() -> Iterator[models.Model]:
            for file in sorted((DATA / "category_rules").glob("*.json")):
                content = file.read_text(encoding="utf-8")
                read = grading.read(content)
                is_in_force = read.version == IN_FORCE
                yield CategoryRules(
                    version=read.version,
                    title=dict(read.title),
                    content=content,
                    sha256=read.sha256,
                    published_from=read.valid_from if is_in_force else None,
                )

        def marks() -> Iterator[models.Model]:
            known = reference.read_json(DATA / "cpu_marks.json")
            yield from grading.mark_rows(
                known["marks"], kind="processor", source=known["source"], dated=known["dated"]
            )

        reference.ships(
            CategoryRules, rules, label=_("Rules of categories"), kept_at="inventory:category-rules"
        )
        reference.ships(CpuMark, marks, label=_("Marks of processors"), kept_at="inventory:category-rules")
        reference.ships(
            Checklist,
            lambda: rows(Checklist, "checklists.json"),
            label=_("Checklists"),
            kept_at="inventory:checklists",
        )
        reference.ships(PriceRule, lambda: rows(PriceRule, "price_rules.json"), label=_("Highest prices"))
        _ship_covers()
        reference.ships(
            ResetProcedure,
            lambda: rows(ResetProcedure, "reset_procedures.json"),
            label=_("Procedures of reset"),
        )
        reference.ships(SamplingRule, lambda: _plain(SamplingRule, "sampling_rules.json"))
        reference.ships(
            NonConformityReason, lambda: _plain(NonConformityReason, "non_conformity_reasons.json")
        )
        reference.ships(
            ExitCriteria,
            lambda: _plain(ExitCriteria, "exit_criteria.json"),
            label=_("Criteria of the exit from waste status"),
        )
        reference.ships(WasteCode, lambda: _plain(WasteCode, "waste_codes.json"), label=_("Waste codes"))

        def waste_rules() -> Iterator[models.Model]:
            codes = {one.code: one for one in WasteCode.objects.all()}
            types = {one.code: one for one in DeviceType.objects.all()}
            for row in reference.read_json(DATA / "waste_rules.json"):
                yield WasteRule(**{**row, "type": types[row["type"]], "code": codes[row["code"]]})

        reference.ships(WasteRule, waste_rules, label=_("Waste code and usual weight of each type"))
        reference.ships(
            ImpactFactor,
            lambda: rows(ImpactFactor, "impact_factors.json"),
            label=_("Emissions of new devices"),
        )
        reference.ships(
            ImpactAssumption,
            lambda: _plain(ImpactAssumption, "impact_assumptions.json"),
            label=_("Assumptions of CO2e avoided"),
        )
        for kind, file in (
            (PartKind, "part_kinds.json"),
            (AccessoryKind, "accessory_kinds.json"),
            (ModelCharger, "model_chargers.json"),
        ):
            reference.ships(kind, partial(_plain, kind, file))
        reference.ships(
            AccessoryNeed,
            lambda: rows(AccessoryNeed, "accessory_needs.json"),
            label=_("What a type of device cannot do without"),
        )
        register(codes_are_settled, Tags.database)
        _keep_up()
        _say_steps()


def _keep_up() -> None:
    """The dated rules of the apps below that an administrator keeps up here."""
    from inventory.queries.joining_tables import JOINING_TABLES
    from inventory.queries.reference import keeps_up

    for table in JOINING_TABLES:
        keeps_up(table)


def codes_are_settled(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """A database that may be a copy issues no codes; the pages go on, and one of them settles it."""
    from inventory import workflow
    from inventory.models import CodeDecision

    # Written last by the migration: an older database, about to migrate, has the keys without their marks.
    if not databases or CodeDecision._meta.db_table not in connection.introspection.table_names():
        return []
    why = workflow.code_standing().unsettled
    return [checks.Warning(why, hint="Run `reuse codes`.", id="inventory.W001")] if why else []


def _say_steps() -> None:
    """What an administrator sets up here first."""
    from inventory.models import Device, LabelPrint
    from reuse.accounts import setup
    from reuse.core.models import DeviceType

    setup.step(
        "types",
        setup.Step(
            _("Types of devices"),
            _("They come with the program, with their checklists, prices and reset steps."),
            "",
            DeviceType.objects.count,
            order=30,
        ),
    )
    setup.step(
        "labels",
        setup.Step(
            _("Labels"),
            _("A technician prints a first sheet and looks whether it fits the printer."),
            "",
            LabelPrint.objects.count,
            order=40,
        ),
    )
    setup.step(
        "stock",
        setup.Step(
            _("Devices"),
            _("Bring in the sheet you have kept until now, or wait for the first batch."),
            "inventory:stock-import",
            Device.objects.count,
            order=50,
        ),
    )

    pages = (
        ("checklists", _("Checklists"), _("What a tester goes through, by type and stage."), "checklists"),
        (
            "categories",
            _("Category rules"),
            _("Versions, simulation on the stock, publication."),
            "category-rules",
        ),
        (
            "reference",
            _("Reference data"),
            _("Kinds of parts and accessories, chargers, reasons, sampling."),
            "reference",
        ),
        (
            "badges",
            _("Badges and computers of the workshop"),
            _("Who may sign in with a badge, and where."),
            "badges",
        ),
        (
            "opening",
            _("Opening stock"),
            _("Take in an existing stock sheet, with what it declares."),
            "stock-import",
        ),
        (
            "numbering",
            _("Numbering of labels"),
            _("After a restored backup or a move, say here what this database is."),
            "numbering",
        ),
        ("totals", _("Declared totals"), _("What left before a workshop moved in."), "totals"),
    )
    for order, (code, title, detail, name) in enumerate(pages, 10):
        setup.page(code, setup.Page(title, detail, f"inventory:{name}", order))


def _plain(model: type[models.Model], name: str) -> Iterator[models.Model]:
    """The rows of a file, as they are."""
    from reuse.core import reference

    return (model(**row) for row in reference.read_json(DATA / name))


def _ship_covers() -> None:
    """Which devices of a set the price of another covers."""
    from django.utils.translation import gettext_lazy as _

    from inventory.models import PriceCover, PriceRule
    from reuse.core import reference
    from reuse.core.models import DeviceType

    def rows() -> Iterator[models.Model]:
        types = {one.code: one for one in DeviceType.objects.all()}
        for row in reference.read_json(DATA / "price_covers.json"):
            for rule in PriceRule.objects.filter(code=row["code"]):
                yield PriceCover(rule=rule, type=types[row["type"]], source=row["source"])

    reference.ships(PriceCover, rows, label=_("What a price covers of a set"))
