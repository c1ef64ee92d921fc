"""What each figure counts, as one SQL text: the milestones of some devices, told by their ledgers as they stand.

The fold writes what it says, a reader adds what is not folded yet, `reuse verify` compares: there is no second wording.
"""

from typing import Final

from django.db import connection

from beneficiaries.states import HandoverStage
from inventory.states import SAME_PERSON, WORK, EventKind, Move, Stage

ANNOUNCED: Final = "announced"
RECEIVED: Final = "received"
ERASED: Final = "erased"
READY: Final = "ready"
HANDED_OVER: Final = "handed_over"
NEARBY: Final = "nearby"  # handed over in the department the device was given in
RETURNED: Final = "returned"  # on the day of the hand-over it undoes
RECYCLED: Final = "recycled"
STRIPPED: Final = "stripped"
DIVERTED: Final = "diverted"
MADE_READY: Final = "made_ready"  # of what was received: became ready since; days: until then
CAME_BACK: Final = "came_back"  # of what was made ready: handed over and returned since
SERVED: Final = "served"  # handed over to the person of a request; days: since it was sent
CONNECTED: Final = "connected"  # of them, those whose request asks for a connection as well
ACCOMPANIED: Final = "accompanied"  # of them, those whose request asks for help with its use as well
HOMES: Final = "homes"  # handed over to a home that had no device before; days: until it came back
STANDING: Final = "at_"  # before a stage: the device stands there now, since that day
AGAIN: Final = "again_at_"  # before a stage: of what stands there, what was handed over before

# Each device counts once in a figure, on the day of the first event that says so and was not taken back.
_SAID: Final = {
    ANNOUNCED: f"kind = '{EventKind.ANNOUNCED}' AND NOT is_undone",
    RECEIVED: f"move = '{Move.RECEIVE}'",
    ERASED: f"kind IN ('{EventKind.MEDIUM_ERASED}', '{EventKind.NO_STORAGE}')",
    READY: f"move = '{Move.RELEASE}'",
    HANDED_OVER: f"move = '{Move.HAND_OVER}'",
    RETURNED: (
        f"(move = '{Move.TAKE_BACK}' AND reason_code <> '{SAME_PERSON}' OR kind = '{EventKind.NOT_GOING_BACK}')"
    ),
    RECYCLED: f"move = '{Move.RECYCLE}'",
    STRIPPED: f"move = '{Move.STRIP}'",
    DIVERTED: f"move = '{Move.DIVERT}'",
}
OF_PERSONS: Final = (SERVED, CONNECTED, ACCOMPANIED)
OF_COHORTS: Final = (MADE_READY, CAME_BACK)  # of a past day, and still growing
FIGURES: Final = (*_SAID, NEARBY, *OF_COHORTS, *OF_PERSONS)
STANDINGS: Final = (Stage.ANNOUNCED, Stage.RECEIVED, *WORK, Stage.READY, Stage.RESERVED, Stage.AFTER_SALES)
COLUMNS: Final = (
    *("device_id", "figure", '"on"', "site_id", "type_id", "donor_kind"),
    *("organisation_id", "partner_id", "programme_id", "days", "grams", "district_of", "claimed_by"),
)

# By what the figures are sliced: a name, and a milestone's key in it as SQL. The slice "days" makes medians.
SLICES: Final = {
    "": "''",
    "type": "CAST(type_id AS text)",
    "site": "CAST(site_id AS text)",
    "donor_kind": "donor_kind",
    "organisation": "CAST(organisation_id AS text)",
    "partner": "CAST(partner_id AS text)",
    "programme": "CAST(programme_id AS text)",
    "site_type": "site_id || ':' || type_id",
    "days": "CAST(days AS text)",
    "district": "NULLIF(district_of, '')",
    "claim": "CAST(claimed_by AS text)",
}
WAITING: Final = "{device} IN (SELECT device_id FROM reports_unfolded)"

_PARTNER = """COALESCE(
    (SELECT request.{column}_id FROM beneficiaries_handover handover
        JOIN beneficiaries_request request ON request.id = handover.request_id
        WHERE handover.device_id = device.id AND handover.handed_over_on <= counted."on"
        ORDER BY handover.handed_over_on, handover.id LIMIT 1), {otherwise})"""
_DONE = f"('{HandoverStage.DONE}', '{HandoverStage.RETURNED}')"
_TO_PERSON = f"""(SELECT done.id FROM beneficiaries_handover done WHERE done.device_id = reached.device_id
    AND done.handed_over_on = reached."on" AND done.stage IN {_DONE} ORDER BY done.id LIMIT 1)"""
_EARLIER = f"""SELECT 1 FROM {{tables}} WHERE {{same}} AND earlier.stage IN {_DONE}
    AND (earlier.handed_over_on < handover.handed_over_on
        OR earlier.handed_over_on = handover.handed_over_on AND earlier.id < handover.id)"""
_OF_REQUEST = _EARLIER.format(
    tables="beneficiaries_handover earlier", same="earlier.request_id = handover.request_id"
)
_OF_HOME = _EARLIER.format(
    # CROSS JOIN: SQLite then looks for the home first, instead of at every hand-over there was
    tables="beneficiaries_request its CROSS JOIN beneficiaries_handover earlier",
    same="""its.partner_id = request.partner_id AND its.household = request.household
        AND earlier.request_id = its.id""",
)
_FIRST_OF_HOME = f"""NOT EXISTS (SELECT 1 FROM reports_laterofhome known WHERE known.handover_id = handover.id)
    AND NOT EXISTS ({_OF_REQUEST}) AND NOT EXISTS ({_OF_HOME})"""
_OF_STRUCTURE = """(SELECT collective.partner_id FROM beneficiaries_collectivedevice item
        JOIN beneficiaries_collectiverequest collective ON collective.id = item.collective_id
        WHERE item.device_id = device.id AND collective.delivered_on IS NOT NULL ORDER BY collective.delivered_on, item.id LIMIT 1)"""


def between(after: int, last: int) -> str:
    """The devices with these keys, as `sql` wants them named."""
    return f"{{device}} > {after} AND {{device}} <= {last}"


def sql(devices: str) -> str:
    """A SELECT of COLUMNS. `devices`: which, as a condition on their key, {device}. Best a few thousand at once.

    It is said of the events too: a planner that takes devices to have more events than they have reads them all else.
    """
    cases = "\n".join(f"WHEN {condition} THEN '{figure}'" for figure, condition in _SAID.items())
    standing = ", ".join(f"'{stage}'" for stage in STANDINGS)
    with_partner = ", ".join(f"'{figure}'" for figure in (HANDED_OVER, NEARBY, RETURNED, *OF_PERSONS))
    return f"""
WITH happened AS (
    SELECT event.id AS event_id, event.device_id, event.seq, event.kind, event.move, event.to_stage, event.reason_code, event."on",
        COALESCE(event.site_id, device.site_id) AS site_id, event.for_organisation_id AS organisation_id,
        device.site_id AS lies_at,
        EXISTS (SELECT 1 FROM inventory_deviceevent fix WHERE fix.corrects_id = event.id) AS is_taken_back,
        device.stage = '{Stage.NOT_DELIVERED}' AND 'import_undone' = (SELECT head.reason_code
            FROM inventory_deviceevent head WHERE head.device_id = device.id AND head.seq = device.last_seq)
            AS is_undone
    FROM inventory_device device JOIN inventory_deviceevent event ON event.device_id = device.id
    WHERE device.merged_into_id IS NULL AND {devices.format(device="device.id")}
        AND {devices.format(device="event.device_id")}
),
said AS (
    SELECT event_id, device_id, seq, "on", site_id, organisation_id, CASE {cases} END AS figure
    FROM happened WHERE NOT is_taken_back
),
known AS (
    SELECT said.*, MIN(CASE figure WHEN '{HANDED_OVER}' THEN seq END) OVER (PARTITION BY device_id) AS handed_seq
    FROM said WHERE figure IS NOT NULL
),
numbered AS (
    SELECT known.*, ROW_NUMBER() OVER (PARTITION BY device_id, figure ORDER BY seq) AS place
    FROM known WHERE figure <> '{RETURNED}' OR seq > handed_seq
),
reached AS (
    SELECT event_id, device_id, figure, "on", site_id, organisation_id,
        MAX(CASE figure WHEN '{RECEIVED}' THEN "on" END) OVER of_device AS received_on,
        MAX(CASE figure WHEN '{READY}' THEN "on" END) OVER of_device AS ready_on,
        MAX(CASE figure WHEN '{RETURNED}' THEN "on" END) OVER of_device AS returned_on,
        MAX(CASE figure WHEN '{RETURNED}' THEN organisation_id END) OVER of_device AS returned_to
    FROM numbered WHERE place = 1 WINDOW of_device AS (PARTITION BY device_id)
),
handed AS (
    SELECT reached.device_id, reached."on", reached.site_id, reached.organisation_id, received_on, returned_on, returned_to,
        handover.id AS handover_id, request.connection_help, request.skills_help, {day_of("request.submitted_at")} AS asked_on,
        CASE WHEN request.in_priority_area THEN request.department ELSE '' END AS district_of,
        CASE WHEN handover.id IS NOT NULL AND {_FIRST_OF_HOME} THEN 1 ELSE 0 END AS is_home,
        (SELECT claim.target_id FROM reports_claim claim WHERE claim.device_id = reached.device_id
            AND claim.event_id = reached.event_id AND claim.released_at IS NULL) AS claimed_by
    FROM reached LEFT JOIN beneficiaries_handover handover ON handover.id = {_TO_PERSON}
    LEFT JOIN beneficiaries_request request ON request.id = handover.request_id
    WHERE figure = '{HANDED_OVER}'
),
stood AS (
    SELECT device_id, to_stage, "on", lies_at, organisation_id,
        ROW_NUMBER() OVER (PARTITION BY device_id ORDER BY seq DESC) AS place,
        MAX(CASE WHEN {_SAID[HANDED_OVER]} AND NOT is_taken_back THEN 1 END) OVER (PARTITION BY device_id) AS was_given
    FROM happened WHERE to_stage <> ''
),
counted AS (
    SELECT device_id, '{HANDED_OVER}' AS figure, "on", site_id, organisation_id,
        {days_between('"on"', "received_on")} AS days, district_of, claimed_by
    FROM handed
    UNION ALL
    SELECT device_id, '{RETURNED}', "on", site_id, returned_to, {days_between("returned_on", '"on"')}, district_of, claimed_by
    FROM handed WHERE returned_on IS NOT NULL
    UNION ALL
    SELECT device_id, '{HOMES}', "on", site_id, organisation_id, {days_between("returned_on", '"on"')}, district_of, claimed_by
    FROM handed WHERE is_home = 1
    UNION ALL
    SELECT device_id, figure, "on", site_id, organisation_id, NULL, '', NULL
    FROM reached WHERE figure NOT IN ('{HANDED_OVER}', '{RETURNED}')
    UNION ALL
    SELECT reached.device_id, '{NEARBY}', reached."on", reached.site_id, reached.organisation_id, NULL, '', NULL
    FROM reached JOIN inventory_device device ON device.id = reached.device_id
    JOIN donors_donation donation ON donation.id = device.donation_id
    JOIN accounts_organisation donor ON donor.id = donation.donor_id
    JOIN accounts_site given_at ON given_at.id = donation.site_id
    JOIN accounts_site site ON site.id = reached.site_id
    WHERE figure = '{HANDED_OVER}' AND site.department <> ''
        AND site.department = COALESCE(NULLIF(donor.department, ''), given_at.department)
    UNION ALL
    SELECT device_id, '{MADE_READY}', "on", site_id, organisation_id, {days_between("ready_on", '"on"')}, '', NULL
    FROM reached WHERE figure = '{RECEIVED}' AND ready_on IS NOT NULL
    UNION ALL
    SELECT device_id, '{CAME_BACK}', "on", site_id, organisation_id, NULL, '', NULL
    FROM reached WHERE figure = '{READY}' AND returned_on IS NOT NULL
    UNION ALL
    SELECT device_id, '{SERVED}', "on", site_id, organisation_id, {days_between('"on"', "asked_on")}, '', NULL
    FROM handed WHERE handover_id IS NOT NULL
    UNION ALL
    SELECT device_id, '{CONNECTED}', "on", site_id, organisation_id, NULL, '', NULL FROM handed WHERE connection_help <> ''
    UNION ALL
    SELECT device_id, '{ACCOMPANIED}', "on", site_id, organisation_id, NULL, '', NULL FROM handed WHERE skills_help <> ''
    UNION ALL
    SELECT device_id, '{AGAIN}' || to_stage, "on", lies_at, organisation_id, NULL, '', NULL
    FROM stood WHERE place = 1 AND was_given = 1 AND to_stage IN ({standing})
    UNION ALL
    SELECT device_id, '{STANDING}' || to_stage, "on", lies_at, organisation_id, NULL, '', NULL
    FROM stood WHERE place = 1 AND to_stage IN ({standing})
)
SELECT counted.device_id, counted.figure, counted."on", counted.site_id, device.type_id,
    donor.legal_kind AS donor_kind, counted.organisation_id,
    CASE WHEN counted.figure IN ({with_partner})
        THEN {_PARTNER.format(column="partner", otherwise=_OF_STRUCTURE)} END AS partner_id,
    CASE WHEN counted.figure IN ({with_partner})
        THEN {_PARTNER.format(column="programme", otherwise="NULL")} END AS programme_id,
    counted.days, device.weight_g AS grams, counted.district_of, counted.claimed_by
FROM counted JOIN inventory_device device ON device.id = counted.device_id
JOIN donors_donation donation ON donation.id = device.donation_id
JOIN accounts_organisation donor ON donor.id = donation.donor_id
"""


def days_between(later: str, earlier: str) -> str:
    """The days from one day to a later one, as SQL."""
    if connection.vendor == "postgresql":
        return f"({later} - {earlier})"
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


def changes(devices: str) -> str:
    """The body of a WITH: `now` and `before`, the milestones of the devices as they are and as they were folded;
    `changed`, with a `sign`: what was not counted yet, and, with -1, what no longer holds.
    """
    columns = ", ".join(COLUMNS)
    return f"""now AS ({sql(devices)}),
before AS (SELECT {columns} FROM reports_milestone WHERE {devices.format(device="device_id")}),
changed AS (SELECT {columns}, 1 AS sign FROM (SELECT * FROM now EXCEPT SELECT * FROM before) came
    UNION ALL SELECT {columns}, -1 FROM (SELECT * FROM before EXCEPT SELECT * FROM now) gone)"""


def day_of(instant: str) -> str:
    """The day of an instant, as SQL; in UTC, which is near enough to count days."""
    if connection.vendor == "postgresql":
        return f"CAST({instant} AT TIME ZONE 'UTC' AS date)"
    return f"date({instant})"


def month_of(day: str) -> str:
    """The first day of a day's month, as SQL."""
    if connection.vendor == "postgresql":
        return f"CAST(date_trunc('month', {day}) AS date)"
    return f"date({day}, 'start of month')"
