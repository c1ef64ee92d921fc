"""Demos for tests, and everything an installation holds, said without internal keys, so that two can be compared."""

import hashlib
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import models

from reuse.core.ledger import LedgerEntry

TODAY = "2026-06-15"  # a Monday
LEDGERS = [model for model in apps.get_models() if issubclass(model, LedgerEntry)]
APPS = ("accounts", "donors", "inventory", "beneficiaries", "reports", "documents", "account")
COUNTED = {"reports.Milestone", "reports.Tally", "reports.Unfolded"}  # from the ledgers, by internal keys
OF_ONE_DATABASE = {"inventory.CodeKey.installation"}  # the very name that tells it from every other


def demo(seed: int = 1, scale: int = 45) -> dict[str, object]:
    """What `reuse demo` said of the demo it told."""
    said = StringIO()
    call_command("demo", f"--scale={scale}", f"--seed={seed}", f"--today={TODAY}", "--json", stdout=said)
    facts: dict[str, object] = json.loads(said.getvalue())
    return facts


def dump() -> dict[str, str]:
    """Table → SHA-256 of its rows in the order they were written. A key is said as its row's place in its table.

    Encrypted fields are compared as plain text: their ciphers draw a nonce of their own.
    """
    places: dict[type[models.Model], dict[Any, int]] = {}
    return {model._meta.label: _digest(model, places) for model in _models()}


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in APPS and model._meta.label not in COUNTED:
            yield model


def _digest(model: type[models.Model], places: dict[type[models.Model], dict[Any, int]]) -> str:
    digest = hashlib.sha256()
    for row in model._base_manager.order_by("pk").iterator(chunk_size=2000):
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        said = [_said(row, field, places) for field in fields if str(field) not in OF_ONE_DATABASE]
        digest.update(repr(said).encode())
    return digest.hexdigest()


def _said(row: models.Model, field: Any, places: dict[type[models.Model], dict[Any, int]]) -> object:
    value = getattr(row, field.attname)
    if field.related_model is None or value is None:
        return value
    if field.related_model not in places:
        keys = field.related_model._base_manager.order_by("pk").values_list("pk", flat=True)
        places[field.related_model] = {key: place for place, key in enumerate(keys)}
    return places[field.related_model][value]
