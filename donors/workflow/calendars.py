"""Appointments as calendars read them: a letter's invitation, a file, a feed. No person is named but the reader."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from donors.models import Appointment, Slot
from reuse.accounts import mails
from reuse.accounts.models import Site, User
from reuse.core import icalendar
from reuse.core.icalendar import Event, Method, Person
from reuse.web.templatetags import look


def event_of(appointment: Appointment, *, reader: User | None = None) -> Event:
    """The appointment as one event; `reader`: whom a letter invites."""
    donation, site = appointment.donation, appointment.site
    start, end = appointment.span
    words = _("Collection at %(donor)s") if appointment.is_collection else _("Delivery by %(donor)s")
    place = donation.pickup_address if appointment.is_collection else where(site)
    carrier = _("Carrier: %(carrier)s") % {"carrier": appointment.carrier} if appointment.carrier else ""
    url = mails.address(reverse("donors:appointment", args=[donation.ref]))
    return Event(
        uid=f"{appointment.public_id}@{urlsplit(settings.PUBLIC_URL).hostname}",
        sequence=appointment.sequence,
        stamp=appointment.changed_at,
        summary=f"{words % {'donor': donation.donor}}, {donation.ref}",
        start=start,
        end=end,
        description="\n".join(filter(None, [str(donation), str(site), carrier, url])),
        location=place,
        url=url,
        is_cancelled=appointment.state == Appointment.State.CALLED_OFF,
        organizer=Person(donation.receiver.name, settings.DEFAULT_FROM_EMAIL) if reader else None,
        attendee=Person(reader.name, reader.email) if reader else None,
    )


def invitation(appointment: Appointment, reader: User) -> mails.Attachment:
    """What a letter carries: the appointment agreed on, moved, or called off, in the reader's language."""
    is_off = appointment.state == Appointment.State.CALLED_OFF
    method = Method.CANCEL if is_off else Method.REQUEST
    with translation.override(reader.language):
        content = icalendar.written([event_of(appointment, reader=reader)], method=method)
    return file_name(appointment), f"text/calendar; method={method}", content


def file_of(appointment: Appointment) -> bytes:
    """The appointment as a file to keep."""
    return icalendar.written([event_of(appointment)], method=Method.PUBLISH)


def feed_of(appointments: Iterable[Appointment], *, name: str) -> bytes:
    """All of them, as a calendar program reads them again and again."""
    return icalendar.written((event_of(one) for one in appointments), method=Method.PUBLISH, name=name)


def file_name(appointment: Appointment) -> str:
    return f"{appointment.donation.ref}.ics"


def where(site: Site) -> str:
    """A site and its address in one line."""
    city = "" if site.city in site.name else " ".join(filter(None, [site.postal_code, site.city]))
    return ", ".join(filter(None, [site.name, site.address, city]))


def hours(slot: Slot | None) -> str:
    """9 h–12 h, or that no hour is said."""
    if slot is None or slot.start is None or slot.end is None:
        return _("no hour said")
    return f"{look.hour(slot.start)}–{look.hour(slot.end)}"
