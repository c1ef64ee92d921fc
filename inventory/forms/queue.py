"""Scans as a client queues them: each with its own identifier and its own instant, by the client's clock."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.forms import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

MOST_SCANS = 500
FURTHEST_CLOCK = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Queued:
    """One scan of a queue. `at`: when it was made, by our clock."""

    id: uuid.UUID
    text: str
    move: str
    params: Mapping[str, str]
    at: datetime


def scans_in(body: Mapping[str, Any]) -> list[Any]:
    """The scans of a body, unread. Raises ValidationError, by field."""
    scans = body.get("scans")
    if not isinstance(scans, list) or len(scans) > MOST_SCANS:
        raise ValidationError({"scans": _("Send a list of at most %(most)d scans.") % {"most": MOST_SCANS}})
    return scans


def clock_shift(body: Mapping[str, Any], now: datetime) -> timedelta:
    """How far the client's clock is behind ours. Raises ValidationError, by field."""
    return now - (instant_of(body.get("sent_at"), "sent_at") or now)


def read_scan(one: Mapping[str, Any], *, now: datetime, shift: timedelta) -> Queued:
    """One scan of the body. Raises ValidationError, by field."""
    params = one.get("params") or {}
    if not isinstance(params, dict) or len(str(params)) > 2000:
        raise ValidationError({"params": _("Send a small JSON object.")})
    try:
        scan_id = uuid.UUID(str(one.get("id")))
    except ValueError:
        raise ValidationError({"id": _("Each scan carries its own UUID.")}) from None
    at = instant_of(one.get("at"), "at")
    try:
        moved = min(at + shift, now) if at else now
    except OverflowError:  # a clock thousands of years ahead
        moved = datetime.min.replace(tzinfo=UTC)
    if now - moved > FURTHEST_CLOCK:
        raise ValidationError({"at": _("This scan is more than a year old.")})
    return Queued(
        id=scan_id,
        text=str(one.get("text", ""))[:240],
        move=str(one.get("move", ""))[:24],
        params={str(name): str(value) for name, value in params.items()},
        at=moved,
    )


def instant_of(value: Any, name: str) -> datetime | None:
    """An instant with its zone, or nothing. Raises ValidationError, by field."""
    if value in (None, ""):
        return None
    try:
        parsed = parse_datetime(str(value))
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        raise ValidationError({name: _("Give an instant with its time zone, such as 2026-11-24T10:42:00Z.")})
    return parsed
