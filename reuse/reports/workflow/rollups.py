"""The only module that writes the roll-ups: folds what the ledgers say into counts by day and month.

A device is counted by its milestones: what they were is taken off, what they are is added, so a device may be folded
any number of times. Stays are counted event by event, each once: its row in the queue goes in the same transaction.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection
from django.db.backends.utils import CursorWrapper

from inventory.states import EventKind
from reuse.reports.models import Milestone, Tally, Unfolded
from reuse.reports.queries import milestones
from reuse.reports.queries.rollups import BUCKET, STAY
from reuse.reports.queries.snapshots import one_snapshot

BATCH: Final = 5_000  # rows of the queue folded at once
DEVICES: Final = 5_000  # devices counted at once by a rebuild
_LOCK: Final = 7_315_204  # of PostgreSQL's advisory locks: one fold at a time
_READ: Final = (
    *(
        "inventory_device",
        "inventory_deviceevent",
        "donors_donation",
        "accounts_site",
        "accounts_organisation",
    ),
    *("beneficiaries_handover", "beneficiaries_request", "beneficiaries_collectivedevice"),
    *("beneficiaries_collectiverequest", "reports_claim", "reports_laterofhome"),
)
_COLUMNS: Final = ", ".join(milestones.COLUMNS)


def fold(*, most: int = BATCH, waits: bool = False) -> int:
    """Fold what waits in the queue, `most` rows of it; how many rows were. 0 also while another fold is at work, unless
    one `waits` for it.
    """
    with _alone(waits=waits) as is_mine, one_snapshot() as cursor:
        if not is_mine:
            return 0
        cursor.execute(
            "SELECT COUNT(*), MAX(id) FROM (SELECT id FROM reports_unfolded ORDER BY id LIMIT %s) q", [most]
        )
        count, last = cursor.fetchone()
        if count:
            _fold_devices(
                cursor, f"{{device}} IN (SELECT device_id FROM reports_unfolded WHERE id <= {last})"
            )
            _fold_stays(cursor, f"SELECT event FROM reports_unfolded WHERE id <= {last}")
            cursor.execute("DELETE FROM reports_unfolded WHERE id <= %s", [last])
            cursor.execute("DELETE FROM reports_tally WHERE count = 0")  # then all its sums are nought too
        return int(count)


def fold_all(*, waits: bool = False) -> int:
    """Fold until nothing waits; how many rows of the queue were."""
    total = 0
    while folded := fold(waits=waits):
        total += folded
    return total


def rebuild(*, progress: Callable[[int, int], None] = lambda _done, _total: None) -> int:
    """Forget all roll-ups and count every device's ledger anew, as of one instant; how many devices were."""
    with _alone(waits=True), one_snapshot() as cursor:
        if connection.vendor == "postgresql":  # what was copied in just before has no statistics yet
            cursor.execute(f"ANALYZE {', '.join(_READ)}")
        for model in (Unfolded, Milestone, Tally):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
        cursor.execute("SELECT MAX(id) FROM inventory_device")
        top = cursor.fetchone()[0] or 0
        for start in range(0, top, DEVICES):
            devices = milestones.between(start, start + DEVICES)
            cursor.execute(f"INSERT INTO reports_milestone ({_COLUMNS}) {milestones.sql(devices)}")
            progress(min(start + DEVICES, top), top)
        for name in milestones.SLICES:  # all of them side by side are more than any memory holds
            _add(cursor, "changed AS (SELECT *, 1 AS sign FROM reports_milestone)", [name])
        _add_stays(cursor, f"{_DEPARTURES.format(sign=1)} AND NOT EXISTS ({_CORRECTION})")
        cursor.execute("SELECT COUNT(*) FROM inventory_device")
        return int(cursor.fetchone()[0])


@contextmanager
def _alone(*, waits: bool = False) -> Iterator[bool]:
    """One fold at a time. SQLite has one writer anyway."""
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)" if waits else "SELECT pg_try_advisory_lock(%s)", [_LOCK])
        is_mine = waits or cursor.fetchone()[0]
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _fold_devices(cursor: CursorWrapper, devices: str) -> None:
    given = milestones.changes(devices)
    _add(cursor, given)
    cursor.execute(f"""
        WITH {given} DELETE FROM reports_milestone WHERE (device_id, figure) IN
        (SELECT device_id, figure FROM before EXCEPT SELECT device_id, figure FROM now)""")
    updated = ", ".join(f"{name} = excluded.{name}" for name in milestones.COLUMNS[2:])
    cursor.execute(f"""
        WITH {given} INSERT INTO reports_milestone ({_COLUMNS}) SELECT {_COLUMNS} FROM changed WHERE sign = 1
        ON CONFLICT (device_id, figure) DO UPDATE SET {updated}""")


def _add(cursor: CursorWrapper, given: str, slices: Collection[str] = tuple(milestones.SLICES)) -> None:
    """Add the milestones `changed`, each with its `sign`, to the counts of these slices by day and by month."""
    month = milestones.month_of("since")
    sliced = "\nUNION ALL ".join(
        f"SELECT figure, '{name}' AS slice, {key} AS key, \"on\", sign, days, grams FROM changed WHERE {key} IS NOT NULL"
        for name, key in milestones.SLICES.items()
        if name in slices
    )
    _upsert(
        cursor,
        f"""{given}, sliced AS ({sliced}),
        daily AS (SELECT figure, slice, key, "on" AS since, SUM(sign) AS count,
            SUM(CASE WHEN grams IS NULL THEN 0 ELSE sign END) AS weighed, SUM(sign * COALESCE(grams, 0)) AS grams,
            SUM(CASE WHEN days IS NULL THEN 0 ELSE sign END) AS dated, SUM(sign * COALESCE(days, 0)) AS days
            FROM sliced GROUP BY figure, slice, key, "on"),
        delta AS (SELECT 'D' AS grain, daily.* FROM daily
            UNION ALL SELECT 'M', figure, slice, key, {month} AS since, SUM(count), SUM(weighed),
                SUM(grams), SUM(dated), SUM(days) FROM daily GROUP BY figure, slice, key, {month})""",
    )


def _upsert(cursor: CursorWrapper, given: str) -> None:
    sums = ("count", "weighed", "grams", "dated", "days")
    names = ", ".join(("figure", "slice", "grain", "since", "key", *sums))
    added = ", ".join(f"{name} = reports_tally.{name} + excluded.{name}" for name in sums)
    cursor.execute(f"""
        WITH {given} INSERT INTO reports_tally ({names}) SELECT {names} FROM delta
        WHERE count <> 0 OR weighed <> 0 OR grams <> 0 OR dated <> 0 OR days <> 0
        ON CONFLICT (figure, slice, grain, since, key) DO UPDATE SET {added}""")


# Stays: how long what left a stage had been there

_DEPARTURES: Final = f"""SELECT event.id, event.device_id, event.seq, event.from_stage, event."on", event.at, {{sign}} AS sign
    FROM inventory_deviceevent event WHERE event.kind = '{EventKind.MOVED}' AND event.from_stage <> event.to_stage"""
_CORRECTION: Final = "SELECT 1 FROM inventory_deviceevent fix WHERE fix.corrects_id = event.id"


def _fold_stays(cursor: CursorWrapper, events: str) -> None:
    came = f"{_DEPARTURES.format(sign=1)} AND event.id IN ({events})"
    gone = f"""{_DEPARTURES.format(sign=-1)} AND event.id IN
        (SELECT fix.corrects_id FROM inventory_deviceevent fix WHERE fix.id IN ({events}))"""
    _add_stays(cursor, f"{came} UNION ALL {gone}")


def _add_stays(cursor: CursorWrapper, departures: str) -> None:
    """Add departures to the counts by month and length; each was at its stage since the event that brought it there."""
    seconds = "EXTRACT(EPOCH FROM left_stage.at - arrival.at)"
    if connection.vendor == "sqlite":
        seconds = "((julianday(left_stage.at) - julianday(arrival.at)) * 86400)"
    bucket = f"CAST(FLOOR(LN(CASE WHEN {seconds} < 1 THEN 1 ELSE {seconds} END) / LN({BUCKET})) AS integer)"
    _upsert(
        cursor,
        f"""left_stage AS ({departures}),
        delta AS (SELECT '{STAY}' || left_stage.from_stage AS figure, 'length' AS slice, 'M' AS grain,
            {milestones.month_of('left_stage."on"')} AS since, CAST({bucket} AS text) AS key, SUM(sign) AS count,
            0 AS weighed, 0 AS grams, 0 AS dated, 0 AS days
            FROM left_stage JOIN inventory_deviceevent arrival ON arrival.device_id = left_stage.device_id
            AND arrival.seq = (SELECT MAX(earlier.seq) FROM inventory_deviceevent earlier
                WHERE earlier.device_id = left_stage.device_id AND earlier.seq < left_stage.seq
                AND earlier.to_stage = left_stage.from_stage)
            GROUP BY 1, 4, 5)""",
    )
