"""Appointments of hand-overs as calendars read them: the case's number, the place, the device; no person is named."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from beneficiaries.models import Handover
from beneficiaries.states import HandoverStage
from reuse.accounts import mails
from reuse.accounts.models import Site
from reuse.core import icalendar
from reuse.core.icalendar import Event, Method

NAME = "remises.ics"
MEDIA_TYPE = "text/calendar; method=PUBLISH"
USUAL_MINUTES = 30  # of an appointment made by hand


def calendar_of(handovers: Iterable[Handover]) -> bytes:
    """The appointments as a file; whoever opens it again finds them moved or called off."""
    return icalendar.written((_event(one) for one in handovers), method=Method.PUBLISH)


def _event(handover: Handover) -> Event:
    appointment = getattr(handover, "appointment", None)
    minutes = appointment.minutes if appointment else USUAL_MINUTES
    url = mails.address(reverse("beneficiaries:handover-detail", args=[handover.public_id]))
    return Event(
        uid=f"{handover.public_id}@{urlsplit(settings.PUBLIC_URL).hostname}",
        sequence=handover.last_seq,
        stamp=handover.last_at or handover.stage_since,
        summary=_("Hand-over %(ref)s") % {"ref": handover.request.ref},
        start=handover.planned_at,
        end=handover.planned_at + timedelta(minutes=minutes),
        description="\n".join([handover.device.name, url]),
        location=where(handover.site),
        url=url,
        is_cancelled=handover.stage == HandoverStage.CANCELLED,
    )


def where(site: Site) -> str:
    """The place and its address on one line."""
    return ", ".join(filter(None, [site.name, site.address, f"{site.postal_code} {site.city}".strip()]))
