"""`reuse verify`: walk every ledger, roll-up, document and trigger, and say what is not as it was written."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.apps import apps

from reuse.core import ledger, triggers, verification
from reuse.core.commands import Command as BaseCommand
from reuse.core.commands import Refused
from reuse.documents import queries as documents
from reuse.reports.queries import rollup_faults


class Command(BaseCommand):
    """Exit 0 when all is intact, 1 with the list of faults."""

    help = "Check every ledger's chain of hashes, the roll-ups, every document and every trigger."

    def perform(self, **_options: Any) -> dict[str, Any]:
        faults = [*self._ledger_faults(), *_trigger_faults(), *_rollup_faults(), *_document_faults()]
        facts = {"ledgers": [model.__name__ for model in ledgers()], "faults": faults, "intact": not faults}
        if faults:
            raise Refused(facts)
        return facts

    def _ledger_faults(self) -> Iterator[dict[str, Any]]:
        counts = {model: model._base_manager.count() for model in ledgers()}
        total, before = sum(counts.values()), 0
        for model, count in counts.items():
            for fault in verification.faults(model, progress=partial(self._tell, before, total)):
                yield {
                    "what": model.__name__,
                    "subject": f"{fault.subject} #{fault.seq}",
                    "problem": fault.problem,
                }
            before += count
        self.progress(total, total)

    def _tell(self, before: int, total: int, walked: int) -> None:
        self.progress(min(before + walked, total - 1), total)  # more may be written meanwhile

    def in_words(self, facts: Any) -> str:
        if facts["intact"]:
            return "Everything is as it was written."
        return "\n".join(f"{one['what']} {one['subject']} {one['problem']}" for one in facts["faults"])


def ledgers() -> list[type[ledger.LedgerEntry]]:
    """Every ledger of the installation."""
    return [model for model in apps.get_models() if issubclass(model, ledger.LedgerEntry)]


def _trigger_faults() -> Iterator[dict[str, Any]]:
    for name in triggers.missing_triggers():
        yield {"what": "trigger", "subject": name, "problem": "is missing: run `reuse migrate`"}


def _rollup_faults() -> Iterator[dict[str, Any]]:
    for subject, problem in rollup_faults.faults():
        yield {"what": "roll-up", "subject": subject, "problem": f"{problem}: run `reuse rollup --rebuild`"}


def _document_faults() -> Iterator[dict[str, Any]]:
    for fault in documents.faults():
        yield {"what": "document", "subject": fault.number, "problem": fault.problem}
