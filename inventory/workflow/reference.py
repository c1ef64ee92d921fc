"""The only module that writes reference data: a whole version at a time, from its day on."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from inventory.models import ReferenceVersion
from inventory.queries.reference import TABLES, Row, Table, reference_rows
from inventory.workflow.refusals import ReferenceFaulty
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.models import Counter


@transaction.atomic
def publish_reference(*, table: Table, rows: Sequence[Row], since: date, act: Act) -> ReferenceVersion:
    """Write the next version; it is in use from its day on. The first one keeps what was there before it."""
    act.require(Permission.CONFIGURE)
    number = Counter.take(f"reference {table.code}")[0] + 1  # two people write one after the other
    versions = ReferenceVersion.objects.filter(table=table.code)
    if since < act.on or versions.filter(since__gt=since).exists():
        raise ReferenceFaulty(_("A version begins today or later, and not before another one."))
    if faults := faults_in(table, rows):
        raise ReferenceFaulty(" ".join(faults))
    if not versions.exists():
        ReferenceVersion.objects.create(
            table=table.code, number=number, rows=reference_rows(table), since=act.on, applied_at=act.at
        )
        number = Counter.take(f"reference {table.code}")[0] + 1
    version = ReferenceVersion.objects.create(
        table=table.code, number=number, rows=list(rows), since=since, by=act.by, at=act.at
    )
    if since <= act.on and (in_use := _apply(version, act.at)):
        raise ReferenceFaulty(
            _("These are in use and stay: %(names)s.") % {"names": ", ".join(map(str, in_use))}
        )
    return version


@transaction.atomic
def apply_due_reference(*, on: date, at: datetime) -> int:
    """Put in use the versions whose day has come; what is in use by then and left out stays."""
    due = ReferenceVersion.objects.select_for_update().filter(applied_at=None, since__lte=on)
    versions = list(due.order_by("table", "number"))
    for version in versions:
        _apply(version, at)
    return len(versions)


def faults_in(table: Table, rows: Sequence[Row]) -> list[str]:
    """What is wrong with the rows, in sentences."""
    keys = [table.key_of(row) for row in rows]
    faults = [
        _("“%(key)s” is there twice.") % {"key": ", ".join(key)}
        for key in sorted(set(keys))
        if keys.count(key) > 1
    ]
    for row in rows:
        try:
            table.model(**row).clean_fields(exclude=_lenient(row))
        except (ValidationError, TypeError) as fault:
            said = (
                fault.messages
                if isinstance(fault, ValidationError)
                else [_("Its fields are not those of this table.")]
            )
            faults.append(f"{', '.join(table.key_of(row))}: {' '.join(said)}")
    return faults


def _lenient(row: Row) -> set[str]:
    """An empty list or an unknown number is no fault."""
    return {name for name, value in row.items() if value in (None, [])}


def _apply(version: ReferenceVersion, at: datetime) -> list[object]:
    """Make the rows those of the version; returns those it leaves out that are in use."""
    table = TABLES[version.table]
    known = {
        tuple(str(getattr(one, name)) for name in table.key): one for one in table.model._base_manager.all()
    }
    for row in version.rows:
        held = known.pop(table.key_of(row), None) or table.model()
        for name, value in row.items():
            setattr(held, name, value)
        held.save()
    in_use: list[object] = []
    for one in known.values():
        try:
            one.delete()
        except ProtectedError:
            in_use.append(one)
    version.applied_at = at
    version.save(update_fields=["applied_at"])
    return in_use
