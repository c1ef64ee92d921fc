"""Taste made testable: relations point down, ledgers are guarded, one door to each stage, breaches are caught."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from inventory import states as inventory_states
from reuse.accounts.roles import ROLES, Permission, Role
from reuse.core import ledger, triggers

ROOT = Path(__file__).resolve().parents[2]
APPS = ("reuse", "inventory", "donors", "beneficiaries", "labels")
ORDER = [
    "core",
    "web",
    "accounts",
    "jobs",
    "lists",
    "directory",
    "labels",
    "documents",
    "donors",
    "inventory",
    "beneficiaries",
    "reports",
    "demo",
]


def test_relations_point_sideways_or_down():
    """String foreign keys escape an import linter."""
    upward = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in apps.get_models()
        if model._meta.app_label in ORDER
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if field.related_model._meta.app_label in ORDER
        and ORDER.index(field.related_model._meta.app_label) > ORDER.index(model._meta.app_label)
    ]

    assert upward == []


def test_who_gave_and_who_received_do_not_meet():
    met = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("beneficiaries").get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model and field.related_model._meta.app_label == "donors"
    ]

    assert met == []


def test_every_ledger_is_append_only_and_chained():
    entries = [model for model in apps.get_models() if issubclass(model, ledger.LedgerEntry)]

    assert len(entries) >= 5
    for model in entries:
        assert set(triggers.APPEND_ONLY) <= set(model.guards)
        unique = {
            constraint.fields for constraint in model._meta.constraints if hasattr(constraint, "fields")
        }
        assert (model.subject_field, "seq") in unique


def test_only_the_workflow_writes_a_stage():
    """No module but an app's workflow and the ledger assigns `.stage` or passes `stage=` to update or create."""
    offences = []
    for path in _sources():
        relative = path.relative_to(ROOT).as_posix()
        if "/workflow" in relative or relative.endswith("core/ledger.py") or "/migrations/" in relative:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and any(
                isinstance(one, ast.Attribute) and one.attr == "stage" for one in node.targets
            ):
                offences.append(f"{relative}:{node.lineno}")
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"update", "create", "bulk_update"}
            ):
                offences += [f"{relative}:{node.lineno}" for word in node.keywords if word.arg == "stage"]

    assert offences == []


def test_every_role_has_a_home_and_every_permission_a_role():
    assert set(ROLES) == set(Role)
    assert {permission for role in ROLES.values() for permission in role.permissions} == set(Permission)


def test_the_page_of_stages_is_up_to_date():
    call_command("states", check=True)


def test_every_stage_and_move_has_words():
    for group in (inventory_states.Stage, inventory_states.Move, inventory_states.EventKind):
        assert all(str(member.label) for member in group)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("labels/breach_probe.py", "import inventory.models"),
        ("donors/queries.py", "def _probe() -> None:\n    import inventory.models"),
        ("inventory/helpers.py", ""),
        ("inventory/workflow/moves.py", "import inventory.tasks"),
        ("beneficiaries/views/edge.py", "import inventory.forms"),
        ("beneficiaries/queries/pages.py", "import donors.models"),
        ("donors/models/lists.py", "import rest_framework"),
    ],
)
def test_a_planted_breach_of_the_layers_is_caught(tmp_path, place, line):
    """Copy the code without its data, plant one import, and see the linter refuse it."""
    copy = tmp_path / "copy"
    for path in [*_sources(), ROOT / "pyproject.toml"]:
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    with (copy / place).open("a") as file:
        file.write(f"\n{line}\n")

    linted = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )

    assert linted.returncode == 1, linted.stdout
    assert "Contracts: " in linted.stdout


def _sources() -> list[Path]:
    return [path for app in APPS for path in (ROOT / app).rglob("*.py")]
