"""What became of a batch: the donor's page, links without an account, places that single nobody out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from donors import workflow as donations
from donors.states import DonationStage, Party
from inventory import workflow
from inventory.models import FollowUpLink, ImpactAssumption, ImpactFactor
from inventory.queries import impact, stays, whereabouts
from inventory.queries.whereabouts import LEAST, Departure
from inventory.states import Stage
from inventory.views import followups as views
from inventory.workflow import followups
from reuse.accounts.middleware import SESSION_KEY
from reuse.accounts.models import AccessRecord, LegalKind
from reuse.core import clock
from reuse.core.models import DeviceType
from reuse.core.refusals import NotPermitted
from tests import people
from tests.donors.factories import donation_at
from tests.inventory import factories
from tests.inventory.factories import announced, device_at, medium

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_looked():
    cache.clear()


@pytest.fixture
def as_(client):
    def sign_in(membership):
        client.force_login(membership.user)
        session = client.session
        session[SESSION_KEY] = membership.pk
        session.save()
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return sign_in


def shared(donation, *, giver=None, **facts):
    facts = {"label": "CSR", "ends_on": people.NOON.date() + timedelta(days=365), "documents": [], **facts}
    return followups.share(donation=donation, act=people.act(giver or people.donor()), **facts)


def agreed():
    """A batch whose agreement can be drawn."""
    batch = donation_at(DonationStage.ANNOUNCED)
    facts = workflow.agreement_facts(batch, signer_name="Sonia Manager", signer_function="Responsable")
    donations.accept(
        donation=batch,
        signer_name="Sonia Manager",
        signer_function="Responsable",
        statements=donations.STATEMENTS[Party.RECEIVER],
        facts=facts,
        act=people.act(people.manager()),
    )
    batch.refresh_from_db()
    return batch


def lasting(donation, **facts):
    """A link that works today, whatever day the tests run."""
    link, key = shared(donation, **facts)
    FollowUpLink.objects.filter(pk=link.pk).update(ends_on=clock.now().date() + timedelta(days=9))
    return link, reverse("inventory:followed", args=[key])


# The page


def test_a_donor_sees_what_became_of_its_batch(as_):
    device = device_at(Stage.RECEIVED)
    medium(device, "WD-1234567")
    client = as_(people.donor())

    page = client.get(reverse("inventory:follow-up", args=[device.donation.ref])).content.decode()

    assert "WD-1234567" in page
    assert "1.6 kg" in page.replace("\xa0", " ") or "1.7 kg" in page.replace("\xa0", " ")
    assert people.technician().user.name not in page


def test_the_page_takes_the_same_statements_for_more_devices(as_):
    client, batch = as_(people.donor()), donation_at(DonationStage.IN_RECEPTION)
    path = reverse("inventory:follow-up", args=[batch.ref])

    def statements(more):
        for device in announced(more, donation=batch):
            workflow.move(device=device, move="receive", act=people.act(people.technician()))
            medium(device, "")
        with CaptureQueriesContext(connection) as made:
            client.get(path)
        return len(made)

    assert statements(2) == statements(6)


# Links


def test_a_link_shows_the_batch_and_masks_its_numbers(client):
    device = device_at(Stage.RECEIVED)
    medium(device, "WD-1234567")
    medium(device, "SHORT1")
    link, path = lasting(device.donation)

    answer = client.get(path)

    page = answer.content.decode()
    assert "…4567" in page
    assert "WD-1234567" not in page
    assert "ORT1" not in page
    assert device.code not in page
    assert str(device) not in page
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    link.refresh_from_db()
    assert (link.openings, link.last_opened_on) == (1, clock.local_date(clock.now(), clock.HOME_ZONE))
    assert not AccessRecord.objects.exists()


def test_only_the_digest_of_a_link_is_kept():
    link, key = shared(donation_at(DonationStage.ACCEPTED))

    kept = [str(getattr(link, field.attname)) for field in FollowUpLink._meta.concrete_fields]
    assert not any(key in value for value in kept)
    assert len(key) >= 43


def test_a_link_shows_the_documents_chosen_alone(client):
    batch = agreed()
    agreement = batch.agreement
    other = donation_at(DonationStage.ACCEPTED).agreement
    _link, bare = lasting(batch)
    _link, full = lasting(batch, documents=[agreement.public_id])

    assert client.get(f"{full}{agreement.public_id}/").content.startswith(b"%PDF")
    assert client.get(f"{bare}{agreement.public_id}/").status_code == 404
    assert client.get(f"{full}{other.public_id}/").status_code == 404
    assert str(agreement.public_id) not in client.get(bare).content.decode()
    with pytest.raises(followups.LinkRefused):
        shared(batch, documents=[other.public_id])


@pytest.mark.parametrize("ended", ["revoked", "past", "wrong"])
def test_a_link_that_ended_opens_nothing_and_does_not_say_why(client, ended):
    batch = donation_at(DonationStage.ACCEPTED)
    link, path = lasting(batch, documents=[batch.agreement.public_id])
    if ended == "revoked":
        followups.revoke(link=link, act=people.act(people.donor()))
    elif ended == "past":
        FollowUpLink.objects.update(ends_on=clock.now().date() - timedelta(days=2))
    else:
        path = path[:-2] + ("A/" if path[-2] != "A" else "B/")

    answer = client.get(path)

    assert answer.status_code == 404
    assert batch.ref not in answer.content.decode()
    assert client.get(f"{path}{batch.agreement.public_id}/").status_code == 404
    link.refresh_from_db()
    assert link.openings == 0


def test_a_link_is_made_on_the_page_and_shown_once(as_):
    batch = donation_at(DonationStage.ACCEPTED)
    client, path = as_(people.donor()), reverse("inventory:follow-up", args=[batch.ref])
    form = {
        "label": "CSR team",
        "ends_on": clock.now().date().isoformat(),
        "documents": [batch.agreement.public_id],
    }

    client.post(path, form)

    assert "/follow-up/" in client.get(path).content.decode().partition('id="fresh"')[2][:400]
    again = client.get(path).content.decode()
    assert 'id="fresh"' not in again
    assert "CSR team" in again
    link = FollowUpLink.objects.get()
    client.post(reverse("inventory:follow-up-revoke", args=[batch.ref, link.public_id]))
    assert "withdrawn on" in client.get(path).content.decode()
    client.post(reverse("inventory:follow-up-revoke", args=[batch.ref, link.public_id]))
    assert FollowUpLink.objects.get().revoked_by == people.donor().user


@pytest.mark.parametrize(
    "flaw", [{"ends_on": "2020-01-01"}, {"ends_on": ""}, {"ends_on": "2099-01-01"}, {"documents": ["x"]}]
)
def test_a_wrong_link_is_explained(as_, flaw):
    batch = donation_at(DonationStage.ACCEPTED)
    form = {"ends_on": clock.now().date().isoformat(), **flaw}

    answer = as_(people.donor()).post(reverse("inventory:follow-up", args=[batch.ref]), form)

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not FollowUpLink.objects.exists()


def test_only_the_donor_shares_and_takes_back(as_):
    batch = donation_at(DonationStage.ACCEPTED)
    link, _key = shared(batch)
    for other in (people.donor(LegalKind.COUNCIL), people.manager()):
        with pytest.raises(NotPermitted):
            shared(batch, giver=other)
        with pytest.raises(NotPermitted):
            followups.revoke(link=link, act=people.act(other))
    path = reverse("inventory:follow-up", args=[batch.ref])
    assert as_(people.technician()).post(path).status_code == 403
    assert as_(people.donor(LegalKind.COUNCIL)).get(path).status_code == 404


def test_a_draft_and_a_twenty_first_link_are_refused():
    with pytest.raises(followups.LinkRefused):
        shared(donation_at())
    batch = donation_at(DonationStage.ACCEPTED)
    for _one in range(followups.MOST):
        shared(batch)
    with pytest.raises(followups.LinkRefused):
        shared(batch)


def test_looking_too_often_is_asked_to_wait(client, monkeypatch):
    monkeypatch.setattr(views, "LOOKS", 2)
    _link, path = lasting(donation_at(DonationStage.ACCEPTED))

    assert [client.get(path).status_code for _look in range(3)] == [200, 200, 429]


# Where the devices went

QUARTERS = [datetime(2026, month, 1, tzinfo=UTC) + timedelta(hours=3) for month in (4, 7, 10)]


def departures(*departments, at=datetime(2026, 2, 1, 12, tzinfo=UTC), first=0):
    return [Departure(first + number, one, at) for number, one in enumerate(departments)]


def told(found, now):
    return whereabouts.added_up(list(whereabouts.groups(found, now=now)))


def test_five_name_a_department_fewer_their_region_and_fewer_still_nothing():
    found = departures(*["38"] * 6, *["69"] * 3, *["01"] * 2, *["75"] * 4, "")

    shown = told(found, QUARTERS[0])

    assert [(place.name, place.devices, place.is_region) for place in shown.places] == [
        ("Isère", 6, False),
        ("Auvergne-Rhône-Alpes", 5, True),
    ]
    assert shown.elsewhere == 5
    assert shown.until == date(2026, 4, 1)


def test_nothing_is_told_before_the_quarter_ends_nor_of_fewer_than_five():
    found = departures(*["38"] * 5)

    assert told(found, datetime(2026, 3, 31, 12, tzinfo=UTC)).until is None
    assert told(found[:4], QUARTERS[2]).until is None
    assert told(found, QUARTERS[0]).devices == 5


def test_four_wait_for_the_quarter_in_which_they_are_five():
    later = departures("38", at=datetime(2026, 5, 1, tzinfo=UTC), first=9)

    assert told(departures(*["38"] * 4) + later, QUARTERS[0]).devices == 0
    assert told(departures(*["38"] * 4) + later, QUARTERS[1]).devices == 5


def test_a_hand_over_taken_back_after_it_was_told_changes_nothing():
    found = departures(*["38"] * 5)
    first, *others = found
    taken = Departure(first.device, "38", first.recorded_at, datetime(2026, 4, 2, tzinfo=UTC))
    again = Departure(first.device, "69", datetime(2026, 4, 3, tzinfo=UTC))

    assert told([taken, *others, again], QUARTERS[1]) == told(found, QUARTERS[1])
    early = Departure(first.device, "38", first.recorded_at, datetime(2026, 2, 2, tzinfo=UTC))
    assert told([early, *others], QUARTERS[0]).devices == 0


moments = some.integers(0, 360 * 24).map(
    lambda hours: datetime(2026, 1, 2, tzinfo=UTC) + timedelta(hours=hours)
)
places = some.sampled_from(["38", "69", "73", "75", "92", ""])


@given(
    some.lists(some.tuples(moments, places), max_size=60),
    some.lists(some.tuples(moments, places), max_size=30),
    moments,
    moments,
)
def test_two_views_cannot_be_subtracted_to_find_fewer_than_five(one_batch, other_batch, first, second):
    """Of two dates, and of one batch against both: every difference is nought or at least five, in each place."""
    one, other = (
        sorted(
            [Departure(1000 * batch + n, place, at) for n, (at, place) in enumerate(rows)],
            key=lambda row: row.recorded_at,
        )
        for batch, rows in enumerate((one_batch, other_batch))
    )

    def cells(now, *batches):
        shown = whereabouts.added_up(
            [group for rows in batches for group in whereabouts.groups(rows, now=now)]
        )
        return {place.name: place.devices for place in shown.places}, shown.devices

    early, late = sorted((first, second))
    for (before, fewer), (after, more) in (
        (cells(early, one), cells(late, one)),
        (cells(late, one), cells(late, one, other)),
        (cells(early, one), cells(late, one, other)),
    ):
        assert all(after[name] - count == 0 or after[name] - count >= LEAST for name, count in before.items())
        assert all(count >= LEAST for name, count in after.items() if name not in before)
        assert more - fewer == 0 or more - fewer >= LEAST


def test_hand_overs_are_read_from_the_ledger(monkeypatch):
    batch = donation_at(DonationStage.ACCEPTED)
    monkeypatch.setattr(whereabouts, "LEAST", 1)
    [device] = announced(1, donation=batch)
    for step in factories.ROADS[Stage.HANDED_OVER]:
        step(device)

    groups = whereabouts.groups_of([batch], now=datetime(2026, 8, 1, tzinfo=UTC))

    assert [group.departments for group in groups[batch.pk]] == [{"38": 1}]


# Estimates and times


def test_an_estimate_is_a_range_of_the_factors_in_force():
    laptop, server = (DeviceType.objects.get(code=code) for code in ("laptop", "server"))
    ImpactFactor.objects.create(
        type=laptop, new_g=100_000, life_months=60, version="v2", source="s", since=date(2027, 1, 1)
    )

    now = impact.estimate({laptop.pk: 2, server.pk: 1}, on=date(2026, 6, 15))
    later = impact.estimate({laptop.pk: 2}, on=date(2027, 6, 15))

    assert (now.low_g, now.high_g) == (2 * 36_460, 2 * 72_920)  # 182.3 kg × 50 % × 24 and 48 of 60 months
    assert (now.devices, now.without, now.versions) == (2, 1, ("Impact CO2, 2026-07",))
    assert (later.low_g, later.high_g, later.versions) == (40_000, 80_000, ("v2",))


def test_without_an_assumption_nothing_is_estimated():
    laptop = DeviceType.objects.get(code="laptop")
    ImpactAssumption.objects.all().delete()

    found = impact.estimate({laptop.pk: 2}, on=date(2026, 6, 15))

    assert (found.high_g, found.without, found.is_told) == (0, 2, False)


def test_times_are_medians_by_stage():
    device = device_at(Stage.HANDED_OVER)

    found = stays.stays(device.donation)

    assert {stay.stage for stay in found.stages} >= {Stage.RECEIVED, Stage.ERASURE, Stage.READY}
    assert all(stay.median > timedelta(0) and stay.count == 1 for stay in found.stages)
    assert found.whole == device.events.filter(to_stage="handed_over").get().at - device.received_at
