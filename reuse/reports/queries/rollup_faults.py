"""Compares the roll-ups with the ledgers, figure by figure: what `reuse verify` says of them."""

from collections.abc import Iterator

from django.db import connection

from reuse.reports.queries import milestones

AT_ONCE = 5_000  # devices compared by one statement


def faults() -> Iterator[tuple[str, str]]:
    """What is not as the ledgers say: its name, and the problem. What waits to be folded is no fault."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM inventory_device")
        top = cursor.fetchone()[0] or 0
        for start in range(0, top, AT_ONCE):
            folded = "{device} NOT IN (SELECT device_id FROM reports_unfolded)"
            devices = f"{milestones.between(start, start + AT_ONCE)} AND {folded}"
            cursor.execute(
                f"WITH {milestones.changes(devices)} SELECT DISTINCT device_id FROM changed LIMIT 20"
            )
            for (device,) in cursor.fetchall():
                yield f"device {device}", "is counted otherwise than its ledger says"
        for slice_of, key in milestones.SLICES.items():
            cursor.execute(_differences(slice_of, key))
            for figure, since in cursor.fetchall():
                yield f"{figure} by {slice_of or 'nothing'}, {since}", "is not the sum of what is counted"


def _differences(slice_of: str, key: str) -> str:
    """Each day or month of a slice whose sums are not those of the milestones."""
    month = milestones.month_of('"on"')
    sums = """COUNT(*) AS count, SUM(CASE WHEN grams IS NULL THEN 0 ELSE 1 END) AS weighed,
        SUM(COALESCE(grams, 0)) AS grams, SUM(CASE WHEN days IS NULL THEN 0 ELSE 1 END) AS dated,
        SUM(COALESCE(days, 0)) AS days"""
    counted = " UNION ALL ".join(
        f"SELECT figure, '{grain}' AS grain, {since} AS since, {key} AS key, {sums} FROM reports_milestone "
        f"WHERE {key} IS NOT NULL GROUP BY 1, 2, 3, 4"
        for grain, since in (("D", '"on"'), ("M", month))
    )
    kept = f"""SELECT figure, grain, since, key, count, weighed, grams, dated, days FROM reports_tally
        WHERE slice = '{slice_of}' AND count <> 0"""
    return f"""WITH counted AS ({counted}), kept AS ({kept})
        SELECT DISTINCT figure, since FROM (
            SELECT * FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept) missing
            UNION ALL SELECT * FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted) surplus) wrong
        ORDER BY figure, since LIMIT 20"""
