"""Ledgers: rows written once, chained by hash per subject, defended by triggers in both databases."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Generic, NoReturn, Protocol, TypeVar, cast
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from reuse.core import chance, copying, triggers
from reuse.core.refusals import OutOfOrder

HASH_VERSION = 1
_ANYBODY = "\x00 any subject"  # no text of a ledger holds such a name
_Row = TypeVar("_Row", bound=models.Model)


class AppendOnlyViolation(Exception):
    """Someone tried to change or delete a row of a ledger."""


class AppendOnlyQuerySet(models.QuerySet[_Row], Generic[_Row]):
    """Rows that can be read and added, nothing else."""

    def update(self, **_values: Any) -> NoReturn:
        raise AppendOnlyViolation(self.model.__name__)

    def delete(self) -> NoReturn:
        raise AppendOnlyViolation(self.model.__name__)


class AppendOnly(models.Model):
    """A row that is written once."""

    guards: ClassVar[tuple[triggers.Guard, ...]] = triggers.APPEND_ONLY
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyViolation(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AppendOnlyViolation(type(self).__name__)


class Acting(Protocol):
    """Who acts, for whom, where and when: what the edge knows and every event records."""

    @property
    def by(self) -> Any: ...
    @property
    def organisation(self) -> Any: ...
    @property
    def site(self) -> Any: ...
    @property
    def at(self) -> datetime: ...
    @property
    def on(self) -> date: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def scan(self) -> UUID | None: ...


class Subject(models.Model):
    """What a ledger is about. It keeps its stage and the head of its chain; only its app's workflow writes them."""

    stage = models.CharField(max_length=24)
    stage_since = models.DateTimeField()
    last_seq = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)
    last_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def ledger_name(self) -> str:
        """The identifier under which the ledger knows this subject, inside and outside the installation."""
        raise NotImplementedError


class LedgerEntry(AppendOnly):
    """One event of one subject. The hash covers every field but `id` and `hash`, references by public identifier."""

    subject_field: ClassVar[str]

    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    move = models.CharField(max_length=24, blank=True)
    from_stage = models.CharField(max_length=24, blank=True)
    to_stage = models.CharField(max_length=24, blank=True)
    at = models.DateTimeField()
    on = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    for_organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    site = models.ForeignKey("accounts.Site", models.PROTECT, null=True, related_name="+")
    scan = models.UUIDField(null=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    reason_code = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict)
    note_digest = models.CharField(max_length=64, blank=True)
    hash_version = models.PositiveSmallIntegerField(default=HASH_VERSION)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        abstract = True
        ordering = ("seq",)

    def __str__(self) -> str:
        return f"{self.subject} #{self.seq} {self.kind}"

    @property
    def subject(self) -> Subject:
        """The row this event is about."""
        subject: Subject = getattr(self, self.subject_field)
        return subject

    def computed_hash(self) -> str:
        """SHA-256, in hex, of the canonical JSON of all fields but `id` and `hash`."""
        return hashlib.sha256(canonical(self.facts()).encode()).hexdigest()

    def hashes_of(self, names: Sequence[str]) -> list[str]:
        """The hashes of events that are this one but for the name of their subject."""
        text = canonical({**self.facts(), self.subject_field: _ANYBODY})
        before, after = (part.encode() for part in text.split(json.dumps(_ANYBODY)))
        return [
            hashlib.sha256(before + json.dumps(name, ensure_ascii=False).encode() + after).hexdigest()
            for name in names
        ]

    def facts(self) -> dict[str, Any]:
        """Every field the hash covers, references by public identifier, instants in UTC with microseconds."""
        return {
            self.subject_field: self.subject.ledger_name,
            "seq": self.seq,
            "kind": self.kind,
            "move": self.move,
            "from_stage": self.from_stage,
            "to_stage": self.to_stage,
            "at": self.at,
            "on": self.on,
            "recorded_at": self.recorded_at,
            "by": self.by.public_id,
            "for_organisation": self.for_organisation.public_id,
            "site": self.site.public_id if self.site else None,
            "scan": self.scan,
            "corrects": self.corrects.seq if self.corrects else None,
            "reason_code": self.reason_code,
            "details": self.details,
            "note_digest": self.note_digest,
            "hash_version": self.hash_version,
            "previous_hash": self.previous_hash,
        }


class LedgerNote(models.Model):
    """Free text beside an event: the ledger holds only its salted digest, so retention may delete the text."""

    salt = models.CharField(max_length=32)
    text = models.TextField()

    class Meta:
        abstract = True


def canonical(facts: Mapping[str, Any]) -> str:
    """The one JSON text of these facts: sorted keys, no spaces, no floats."""
    return json.dumps(_plain(facts), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        case date() | UUID():
            return str(value)
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            raise TypeError(f"a ledger holds no {type(value).__name__}")


def note_digest(salt: str, text: str) -> str:
    """What the ledger keeps of a note."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


_Entry = TypeVar("_Entry", bound=LedgerEntry)


@dataclass(frozen=True, slots=True)
class Happening:
    """What is to be recorded of one subject: the event's own facts, and the columns of the subject it changes."""

    kind: str
    move: str = ""
    to_stage: str | None = None
    reason_code: str = ""
    details: Mapping[str, Any] | None = None
    note: str = ""
    corrects: Any = None
    changes: Mapping[str, Any] | None = None


def draft(entry_model: type[_Entry], subject: Subject, happening: Happening, act: Acting) -> _Entry:
    """The next event of `subject`, unsaved; moves the subject's head in memory. The caller holds the row's lock.

    Raises OutOfOrder when `act.at` lies before the subject's last event or after `act.recorded_at`.
    """
    if (subject.last_at and act.at < subject.last_at) or act.at > act.recorded_at:
        raise OutOfOrder(
            _("Something more recent is already recorded, or the time given lies in the future.")
        )
    entry = entry_model(
        seq=subject.last_seq + 1,
        kind=happening.kind,
        move=happening.move,
        from_stage=subject.stage if happening.to_stage is not None else "",
        to_stage=happening.to_stage or "",
        at=act.at,
        on=act.on,
        recorded_at=act.recorded_at,
        by=act.by,
        for_organisation=act.organisation,
        site=act.site,
        scan=act.scan,
        corrects=happening.corrects,
        reason_code=happening.reason_code,
        details=dict(happening.details or {}),
        previous_hash=subject.last_hash,
        **{entry_model.subject_field: subject},
    )
    if happening.note:
        salt = chance.token_hex(16)
        entry.note_digest = note_digest(salt, happening.note)
        entry._note = (salt, happening.note)  # type: ignore[attr-defined]  # saved beside the event by `record`
    entry.hash = entry.computed_hash()
    if happening.to_stage is not None:
        subject.stage = happening.to_stage
        subject.stage_since = act.at
    subject.last_seq, subject.last_hash, subject.last_at = entry.seq, entry.hash, act.at
    for name, value in (happening.changes or {}).items():
        setattr(subject, name, value)
    return entry


HEAD = ("stage", "stage_since", "last_seq", "last_hash", "last_at")


def record(entry_model: type[_Entry], subject: Subject, happening: Happening, act: Acting) -> _Entry:
    """Write the subject's next event and its new head: two statements, inside the caller's transaction."""
    entry = draft(entry_model, subject, happening, act)
    subject.save(update_fields=[*HEAD, *(happening.changes or {})])
    entry.save(force_insert=True)
    _save_notes(entry_model, [entry])
    return entry


def record_all(
    entry_model: type[_Entry],
    happenings: Sequence[tuple[Subject, Happening]],
    act: Acting,
    *,
    are_new: bool = False,
) -> list[_Entry]:
    """Write one event for each of many subjects, in a fixed number of statements. `are_new`: the subjects too."""
    if not happenings:
        return []
    entries = [draft(entry_model, subject, happening, act) for subject, happening in happenings]
    subjects = [subject for subject, _happening in happenings]
    if are_new:
        type(subjects[0])._base_manager.bulk_create(subjects, batch_size=500)
    else:
        columns = {name for _subject, happening in happenings for name in happening.changes or {}}
        changed = [*HEAD, *sorted(columns)]
        most = connection.ops.bulk_batch_size(["pk", "pk", *changed], subjects)  # SQLite counts parameters
        for batch in _batches(subjects, min(500, most)):
            _update(batch, changed)
    entry_model._base_manager.bulk_create(entries, batch_size=500)
    _save_notes(entry_model, entries)
    return entries


def record_first(
    entry_model: type[_Entry],
    columns: Mapping[str, Any],
    happening: Happening,
    act: Acting,
    *,
    names: Sequence[str],
) -> list[int]:
    """Write many new subjects, each with the same first event; return their keys, in the order of their `names`.

    `columns`: the subjects' own columns by attribute name, of which `Each` tells one by one. Nothing but the name
    differs between the events, so their text is made once, and only hashed anew.
    """
    subject_model = cast(
        "type[Subject]", entry_model._meta.get_field(entry_model.subject_field).related_model
    )
    subject = subject_model(
        **{name: value for name, value in columns.items() if not isinstance(value, copying.Each)}
    )
    entry = draft(entry_model, subject, happening, act)
    hashes = copying.Each(entry.hashes_of(names))
    head = {name: getattr(subject, name) for name in HEAD}
    keys = copying.insert(subject_model, {**columns, **head, "last_hash": hashes}, count=len(names))
    facts = {field.attname: getattr(entry, field.attname) for field in entry_model._meta.concrete_fields}
    subject_column = f"{entry_model.subject_field}_id"
    of_each = {subject_column: copying.Each(keys), "hash": hashes}
    copying.insert(entry_model, {**facts, **of_each}, count=len(names), with_keys=False)
    return keys


def _update(subjects: Sequence[Subject], columns: Sequence[str]) -> None:
    """As bulk_update, with one value for all where all have the same: most of a head after a move in bulk."""
    model = type(subjects[0])
    values = {column: _of_each(subjects, model._meta.get_field(column)) for column in columns}
    model._base_manager.filter(pk__in=[subject.pk for subject in subjects]).update(**values)


def _of_each(subjects: Sequence[Subject], field: Any) -> Any:
    first = getattr(subjects[0], field.attname)
    if all(getattr(subject, field.attname) == first for subject in subjects):
        return first
    whens = [
        models.When(pk=subject.pk, then=models.Value(getattr(subject, field.attname), output_field=field))
        for subject in subjects
    ]
    case = models.Case(*whens, output_field=field)
    return Cast(case, output_field=field) if connection.features.requires_casted_case_in_updates else case


def _batches(subjects: Sequence[Subject], size: int) -> Iterator[Sequence[Subject]]:
    return (subjects[start : start + size] for start in range(0, len(subjects), size))


def _save_notes(entry_model: type[_Entry], entries: Iterable[_Entry]) -> None:
    noted = [(entry, *entry._note) for entry in entries if hasattr(entry, "_note")]
    if noted:
        notes: type[models.Model] = apps.get_model(entry_model._meta.app_label, f"{entry_model.__name__}Note")
        notes._base_manager.bulk_create(
            [notes(event=entry, salt=salt, text=text) for entry, salt, text in noted]
        )
