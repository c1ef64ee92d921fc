"""Originals end: the bytes of what has been kept long enough go; row, SHA-256 and what was read in them stay."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from reuse.accounts.models import AccessRecord, RetentionRule, StoredFile
from reuse.core import storage

CHUNK = 500
_BEGINNINGS: dict[str, Callable[[datetime], Q]] = {}
_FORGETTING: list[Callable[[datetime], dict[str, int]]] = []


@dataclass(frozen=True, slots=True)
class Purged:
    """What one purge did, by class of files: rows whose bytes went, and the bytes that were freed."""

    files: dict[str, int]
    bytes: int


def counts_from(retention: str, began: Callable[[datetime], Q]) -> None:
    """Declare that the days of a class of files begin later than the file: `began` is the condition that they did
    before an instant. Called from an app's `ready`.
    """
    _BEGINNINGS[retention] = began


def rules_on(day: date) -> dict[str, RetentionRule]:
    """The rule in force for each class of files: the latest that has begun."""
    return {rule.retention: rule for rule in RetentionRule.objects.filter(since__lte=day).order_by("since")}


def expired(now: datetime) -> Q:
    """The condition of a file whose time is over; nothing ends without a rule that gives a number of days."""
    over = Q(pk__in=[])
    for rule in rules_on(now.date()).values():
        if rule.days is not None:
            limit = now - timedelta(days=rule.days)
            began = _BEGINNINGS.get(rule.retention)
            later = began(limit) if began else Q()
            over |= Q(retention=rule.retention, created_at__lt=limit) & later
    return over & Q(purged_at=None)


def expired_counts(now: datetime) -> Purged:
    """What a purge would do, without doing it."""
    files: dict[str, int] = {}
    found = StoredFile.objects.filter(expired(now)).order_by()
    for retention in found.values_list("retention", flat=True).distinct():
        files[retention] = found.filter(retention=retention).count()
    return Purged(files=files, bytes=sum(_sizes_to_free(now).values()))


def purge(now: datetime) -> Purged:
    """Remove the bytes of what has expired, a chunk a transaction. Safe to stop and to run again at any time."""
    files: dict[str, int] = {}
    freed = 0
    for chunk in _chunks(now):
        freed += _purge_chunk(chunk, now)
        for file in chunk:
            files[file.retention] = files.get(file.retention, 0) + 1
    return Purged(files=files, bytes=freed)


def forget_readings(on: date) -> int:
    """Delete the records of openings that bear an end, once it has passed; the database refuses any other."""
    ended = AccessRecord.objects.filter(kept_until__lt=on)
    return int(ended._raw_delete(ended.db))


def forgets(forget: Callable[[datetime], dict[str, int]]) -> None:
    """Declare who forgets what is no file. Called from an app's `ready`."""
    if forget not in _FORGETTING:
        _FORGETTING.append(forget)


def forget_parts(now: datetime) -> dict[str, int]:
    """Forget what is no file and has been kept long enough; how many of each part."""
    return {part: count for forget in _FORGETTING for part, count in forget(now).items()}


def _chunks(now: datetime) -> Iterator[list[StoredFile]]:
    while chunk := list(StoredFile.objects.filter(expired(now)).order_by("pk")[:CHUNK]):
        yield chunk


@transaction.atomic
def _purge_chunk(chunk: list[StoredFile], now: datetime) -> int:
    """Bytes before rows: stopped in between, the next purge finds the rows again. Shared bytes go with their last row."""
    keys = [file.pk for file in chunk]
    StoredFile.objects.filter(pk__in=keys).update(purged_at=now)
    sizes = {file.sha256: file.size for file in chunk}
    still = StoredFile.objects.filter(sha256__in=sizes, purged_at=None).values_list("sha256", flat=True)
    for sha256 in sizes.keys() - set(still):
        storage.forget(sha256)
    return sum(size for sha256, size in sizes.items() if sha256 not in set(still))


def _sizes_to_free(now: datetime) -> dict[str, int]:
    """SHA-256 and size of the contents that no kept file shares."""
    over = expired(now)
    kept = StoredFile.objects.filter(purged_at=None).exclude(over).values("sha256")
    return dict(StoredFile.objects.filter(over).exclude(sha256__in=kept).values_list("sha256", "size"))
