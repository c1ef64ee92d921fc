"""The files of the open data: CSV and JSON, and what their columns mean as a Data Package with Table Schemas."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from io import StringIO
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reuse.core import tables
from reuse.core.models import DeviceType
from reuse.documents.wording import period as words
from reuse.reports.models import Target
from reuse.reports.queries.opendata import ALL, FIGURES, Row, TargetRow

FIGURES_CSV, FIGURES_JSON = "figures.csv", "figures.json"
TARGETS_CSV, TARGETS_JSON = "targets.csv", "targets.json"
FIGURES_SCHEMA, TARGETS_SCHEMA = "figures.schema.json", "targets.schema.json"
PACKAGE = "datapackage.json"
NAMES: Final = (
    *(FIGURES_CSV, FIGURES_JSON, FIGURES_SCHEMA),
    *(TARGETS_CSV, TARGETS_JSON, TARGETS_SCHEMA, PACKAGE),
)
MEDIA_TYPES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
LICENCE: Final = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte / Open Licence version 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}
_QUARTER: Final = {"pattern": "^[0-9]{4}-Q[1-4]$"}

# Column → its title, what it says, its type, what else is true of it.
Column = tuple[str, Promise, Promise, str, dict[str, Any]]
FIGURE_COLUMNS: Final[tuple[Column, ...]] = (
    (
        "quarter",
        _("Quarter"),
        _("Year and quarter in which it happened, such as 2026-Q3."),
        "string",
        _QUARTER,
    ),
    ("figure", _("Figure"), _("What the devices did in the quarter."), "string", {"enum": list(FIGURES)}),
    (
        "regions",
        _("Region"),
        _("Region of the site; several with “+” between them; empty where it is not known."),
        "string",
        {},
    ),
    (
        "departments",
        _("Department"),
        _("Code of the department of the site (INSEE); several told together with “+” between them."),
        "string",
        {},
    ),
    (
        "types",
        _("Type of device"),
        _("Code of the type; several told together with “+” between them."),
        "string",
        {},
    ),
    (
        "cells",
        _("Department and type"),
        _("Which department with which type, such as 38:laptop+38:tablet: another line may tell the others."),
        "string",
        {},
    ),
    (
        "devices",
        _("Devices"),
        _(
            "How many devices: five at least, or nought where there were five once. A device counts once in each figure."
        ),
        "integer",
        {"minimum": 0},
    ),
)
TARGET_COLUMNS: Final[tuple[Column, ...]] = (
    ("target", _("Identifier"), _("The target's identifier: it never changes."), "string", {}),
    ("name", _("Name"), _("The target's name."), "string", {}),
    (
        "counts",
        _("What counts"),
        _("Devices handed over, or devices collected."),
        "string",
        {"enum": Target.Counts.values},
    ),
    ("unit", _("Unit"), _("Devices, computers or households."), "string", {"enum": Target.Unit.values}),
    ("since", _("First day"), _("First day of the target."), "date", {}),
    ("until", _("Last day"), _("Last day of the target."), "date", {}),
    ("quantity", _("Quantity"), _("How many are to be reached by the last day."), "integer", {"minimum": 1}),
    ("quarter", _("Quarter"), _("The quarter by whose end so many were reached."), "string", _QUARTER),
    (
        "achieved",
        _("Achieved"),
        _("Reached from the first day to the end of the quarter, in whole fives: 14 is told as 10."),
        "integer",
        {"minimum": 0},
    ),
)
TABLES: Final = {
    "figures": (FIGURE_COLUMNS, ["quarter", "figure", "cells"]),
    "targets": (TARGET_COLUMNS, ["target", "quarter"]),
}
TITLES: Final = {
    "figures": _("Devices by quarter, department and type"),
    "targets": _("Progress of the targets by quarter"),
}


def address(name: str) -> str:
    """The stable address of a file."""
    return settings.PUBLIC_URL + reverse("reports:open-file", args=[name])


def written(figures: Sequence[Row], targets: Sequence[TargetRow]) -> dict[str, bytes]:
    """Every file by its name, in the active language. The same rows give the same bytes."""
    return {
        FIGURES_CSV: _csv(Row, figures),
        FIGURES_JSON: _json(_of("figures", figures)),
        FIGURES_SCHEMA: _json(schema("figures")),
        TARGETS_CSV: _csv(TargetRow, targets),
        TARGETS_JSON: _json(_of("targets", targets)),
        TARGETS_SCHEMA: _json(schema("targets")),
        PACKAGE: _json(package()),
    }


def _csv(kind: type[Row] | type[TargetRow], rows: Iterable[Row | TargetRow]) -> bytes:
    """With commas and without a mark at its beginning, as Table Schema has it; no name of it is read as a formula."""
    to = StringIO()
    writer = csv.writer(to, lineterminator="\r\n")
    writer.writerow([field.name for field in fields(kind)])
    for row in rows:
        values = asdict(row).values()
        writer.writerow([tables.guarded(value) if isinstance(value, str) else value for value in values])
    return to.getvalue().encode()


def _of(name: str, rows: Iterable[Row | TargetRow]) -> dict[str, Any]:
    told = [asdict(row) for row in rows]
    return {
        "title": str(TITLES[name]),
        "license": LICENCE,
        "schema": address(f"{name}.schema.json"),
        "rows": told,
    }


def _json(facts: Mapping[str, Any]) -> bytes:
    return json.dumps(facts, ensure_ascii=False, indent=1, default=str).encode() + b"\n"


def schema(name: str) -> dict[str, Any]:
    """The Table Schema of a file (specs.frictionlessdata.io/table-schema)."""
    columns, key = TABLES[name]
    return {
        "fields": [
            {
                "name": code,
                "title": str(title),
                "description": str(description),
                "type": kind,
                "constraints": {"required": code not in {"regions", "departments"}, **constraints},
            }
            for code, title, description, kind, constraints in columns
        ],
        "missingValues": [""],
        "primaryKey": key,
    }


def package() -> dict[str, Any]:
    """The Data Package: what there is, under which licence, what the codes mean."""
    return {
        "profile": "tabular-data-package",
        "name": "reuse",
        "title": str(_("Devices given a second life: figures and targets")),
        "homepage": settings.PUBLIC_URL + reverse("reports:open-data"),
        "licenses": [LICENCE],
        "resources": [_resource(name) for name in TABLES],
        "codes": {
            "figure": {code: str(words.FIGURES[code]) for code in FIGURES},
            "types": {kind.code: kind.plural_name for kind in DeviceType.objects.order_by("code")},
            "counts": {code: str(label) for code, label in Target.Counts.choices},
            "unit": {code: str(label) for code, label in Target.Unit.choices},
            ALL: str(_("told together, so that no number under five is found")),
        },
    }


def _resource(name: str) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": str(TITLES[name]),
        "path": address(f"{name}.csv"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
        "schema": schema(name),
    }
