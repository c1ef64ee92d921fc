"""The pages of a trip, the calendar, the carriers, and the private calendar links: who sees what, and what they say."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donors import workflow
from donors.models import Appointment, CalendarLink, Carrier
from donors.states import DonationStage
from reuse.accounts.acting import Act
from reuse.accounts.middleware import SESSION_KEY
from reuse.accounts.models import LegalKind, Membership
from reuse.core import clock
from reuse.documents.models import Document
from tests import people
from tests.core.test_icalendar import field, read
from tests.donors.factories import donation_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(client, settings):
    settings.DEMO = True  # the demo waives the second factor

    def sign_in(membership):
        client.force_login(membership.user)
        session = client.session
        session[SESSION_KEY] = membership.pk
        session.save()
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return sign_in


def today():
    return clock.local_date(clock.now(), "Europe/Paris")


def accepted(**description):
    facts = {"pickup_address": "3 rue des Lilas, 38000 Grenoble", **description}
    return donation_at(DonationStage.ACCEPTED, **facts)


def planned(donation, days=0, **facts):
    act = Act.now(people.manager(), clock.now())
    return workflow.plan_collection(donation=donation, on=today() + timedelta(days=days), act=act, **facts)


def page(name, *args):
    return reverse(f"donors:{name}", args=args)


def text(answer) -> str:
    return answer.content.decode()


def slot(days=3, **changes):
    on = (today() + timedelta(days=days)).isoformat()
    return {"on": on, "start": "09:00", "end": "12:00", "words": "Quai B", **changes}


def test_a_donor_proposes_and_the_workshop_accepts(as_):
    donation = accepted()
    address = page("appointment", donation.ref)
    as_(people.donor()).post(page("appointment-propose", donation.ref), slot())
    assert "Waits for the other side" in text(as_(people.donor()).get(address))

    client = as_(people.manager())
    shown = client.get(address)
    assert "Quai B" in text(shown)
    client.post(page("proposal-agree", donation.ref, shown.context["waiting"].public_id))

    assert Appointment.objects.get().is_agreed
    assert "On " in text(as_(people.donor()).get(reverse("inventory:donation-detail", args=[donation.ref])))


def test_the_workshop_is_asked_once_more_outside_the_days_offered(as_):
    donation = accepted()
    donation.windows.create(first_on=today() + timedelta(days=30), last_on=today() + timedelta(days=60))
    client, address = as_(people.manager()), page("appointment-propose", donation.ref)

    asked = client.post(address, slot(is_settled="on"))
    assert asked.status_code == 400
    assert 'value="outside_window"' in text(asked)
    assert not Appointment.objects.exists()
    client.post(address, slot(is_settled="on", known=["outside_window"]))

    assert Appointment.objects.get().is_agreed


@pytest.mark.parametrize(
    "wrong",
    [{"on": ""}, {"on": "nonsense"}, {"on": "1999-01-01"}, {"start": "12:00", "end": "09:00"}, {"end": ""}],
)
def test_a_day_that_cannot_be_is_told_in_the_form(as_, wrong):
    answer = as_(people.donor()).post(page("appointment-propose", accepted().ref), slot(**wrong))

    assert answer.status_code == 400
    assert "<form" in text(answer)
    assert not Appointment.objects.filter(proposals__isnull=False).exists()


def test_declining_calling_off_and_loading(as_):
    donation = accepted()
    client = as_(people.manager())
    client.post(page("appointment-propose", donation.ref), slot())
    waiting = Appointment.objects.get().proposals.get()
    as_(people.donor()).post(page("proposal-decline", donation.ref, waiting.public_id), {"words": "Congés."})
    trip = planned(donation)
    client = as_(people.donor())
    assert "At the ramp" in text(client.get(page("appointment", donation.ref)))

    client.post(
        reverse("inventory:departure-new", args=[donation.ref]),
        {"count": "6", "name_0": "A", "seal_departed_0": "S-1"},
    )
    trip.refresh_from_db()
    assert (trip.state, trip.departure.pallets.get().seal_departed) == ("loaded", "S-1")
    client.post(page("appointment-call-off", donation.ref, trip.public_id))

    trip.refresh_from_db()
    assert trip.state == "loaded"
    assert "At the ramp" not in text(client.get(page("appointment", donation.ref)))
    assert "Congés." in text(client.get(page("appointment", donation.ref)))


@pytest.mark.parametrize("stranger", [people.stranger, lambda: people.donor(LegalKind.COUNCIL)])
def test_another_organisation_finds_nothing(as_, stranger):
    donation = accepted()
    trip = planned(donation)
    proposal = trip.proposals.get()
    client = as_(stranger())

    assert client.get(page("appointment", donation.ref)).status_code == 404
    assert client.get(page("appointment-file", donation.ref, trip.public_id)).status_code == 404
    for name, args in (
        ("appointment-propose", ()),
        ("proposal-agree", (proposal.public_id,)),
        ("proposal-decline", (proposal.public_id,)),
        ("appointment-call-off", (trip.public_id,)),
    ):
        assert client.post(page(name, donation.ref, *args)).status_code in {403, 404}
    trip.refresh_from_db()
    assert trip.is_agreed


def test_the_file_for_a_calendar_is_read_back(as_):
    donation = accepted()
    trip = planned(donation)

    answer = as_(people.donor()).get(page("appointment-file", donation.ref, trip.public_id))

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert field(answer.content, "UID").startswith(str(trip.public_id))
    assert "ATTENDEE" not in [name for name, _parameters, _value in read(answer.content)]


def test_a_trip_without_a_day_has_no_file(as_):
    donation = accepted()
    client = as_(people.donor())
    client.post(page("appointment-propose", donation.ref), slot())

    answer = client.get(page("appointment-file", donation.ref, Appointment.objects.get().public_id))

    assert answer.status_code == 302


def test_the_transport_slip_is_one_while_nothing_changes(as_):
    donation = accepted()
    trip, client = planned(donation), as_(people.manager())
    address = reverse("inventory:transport-slip", args=[donation.ref, trip.public_id])

    client.post(address)
    client.post(address)
    [slip] = Document.objects.filter(kind="transport_slip")
    assert slip.facts["lines"][0]["quantity"] == 2
    leaving = reverse("inventory:departure-new", args=[donation.ref])
    client.post(leaving, {"count": "6", "name_0": "A", "name_1": "B", "seal_departed_1": "S-9"})
    client.post(address)

    slip.refresh_from_db()
    new = Document.objects.exclude(pk=slip.pk).get(kind="transport_slip")
    assert slip.is_void
    assert (new.facts["pallets"], new.facts["seals"]) == (2, "S-9")
    assert not {"price", "value", "cents"} & set(new.facts)
    assert as_(people.donor()).post(address).status_code == 403


def test_the_calendar_keeps_its_filters_in_the_address(as_):
    workflow.add_carrier(act=people.act(people.manager()), name="Kangoo", is_own_van=True)
    kangoo, mine, other = Carrier.objects.get(), accepted(), accepted()
    planned(mine, carrier=kangoo)
    planned(other)
    client = as_(people.technician())
    month = f"{today():%Y-%m}"

    every = text(client.get(page("calendar")))
    narrowed = text(client.get(page("calendar"), {"month": month, "carrier": kangoo.public_id}))
    year, week, _day = today().isocalendar()
    in_week = text(client.get(page("calendar"), {"week": f"{year}-W{week:02}", "carrier": kangoo.public_id}))

    assert mine.ref in every
    assert other.ref in every
    assert mine.ref in narrowed
    assert other.ref not in narrowed
    assert mine.ref in in_week
    assert str(kangoo.public_id) in in_week


@pytest.mark.parametrize(
    "query", [{"month": "2026-13"}, {"week": "x"}, {"month": "0001-01"}, {"month": "9999-12"}, {"site": "x"}]
)
def test_an_address_nobody_made_shows_this_month(as_, query):
    assert as_(people.technician()).get(page("calendar"), query).status_code == 200


def test_a_van_promised_twice_is_marked(as_):
    workflow.add_carrier(act=people.act(people.manager()), name="Kangoo", is_own_van=True)
    for _number in range(2):
        planned(accepted(), carrier=Carrier.objects.get(), known=["van_taken"])

    assert "promised twice" in text(as_(people.manager()).get(page("calendar")))


def test_the_calendar_asks_as_much_for_many_trips(as_):
    client = as_(people.technician())
    planned(accepted())
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(page("calendar"))
        counts.append(len(asked))
        planned(accepted()), planned(accepted())

    assert counts[0] == counts[1]


def test_carriers_are_added_corrected_and_retired(as_):
    client = as_(people.manager())
    client.post(page("carrier-list"), {"name": "Fret du Drac", "telephone": "04 76 00 00 00"})
    carrier = Carrier.objects.get()
    assert client.post(page("carrier-list"), {"name": "Fret du Drac"}).status_code == 200
    client.post(page("carrier", carrier.public_id), {"name": "Fret", "is_own_van": "on"})
    carrier.refresh_from_db()
    assert (carrier.name, carrier.is_own_van) == ("Fret", True)
    assert as_(people.coordinator()).get(page("carrier", carrier.public_id)).status_code == 404

    as_(people.manager()).post(page("carrier-retire", carrier.public_id))

    assert not Carrier.objects.in_use().exists()


# Private links


def link(as_, client, who=people.technician):
    """A link of this person: the path its address leads to."""
    shown = text(as_(who()).post(page("calendar-links"), {"name": "Camion"}))
    client.logout()
    return "/calendars/" + shown.split("/calendars/")[1].split("<")[0]


def test_a_private_link_reads_the_workshops_trips_and_no_others(as_, client):
    mine = planned(accepted())
    private = link(as_, client)
    other = link(as_, client, people.stranger)

    answer = client.get(private)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert field(answer.content, "UID").startswith(str(mine.public_id))
    assert "UID" not in [name for name, _parameters, _value in read(client.get(other).content)]
    assert private.split("/")[-1] not in str(list(CalendarLink.objects.values()))


def test_what_is_called_off_leaves_the_feed_marked(as_, client):
    trip = planned(accepted())
    private = link(as_, client)
    workflow.call_off(appointment=trip, words="", act=Act.now(people.manager(), clock.now()))

    content = client.get(private).content

    assert (field(content, "STATUS"), field(content, "SEQUENCE")) == ("CANCELLED", "1")


def test_a_revoked_link_answers_nothing(as_, client):
    private, kept = link(as_, client), link(as_, client)
    first = CalendarLink.objects.order_by("pk").first()
    assert as_(people.manager()).post(page("calendar-link-close", first.public_id)).status_code == 404

    as_(people.technician()).post(page("calendar-link-close", first.public_id))
    client.logout()

    assert client.get(private).status_code == 404
    assert client.get(kept).status_code == 200
    assert client.get("/calendars/nonsense.ics").status_code == 404
    assert client.post(kept).status_code == 405


def test_a_link_ends_with_its_holders_part(as_, client):
    private = link(as_, client)
    Membership.objects.filter(user=people.technician().user).update(until=today() - timedelta(days=1))

    assert client.get(private).status_code == 404
