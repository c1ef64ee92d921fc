"""The trips of a batch: days proposed, answered, moved and called off, by whom it may be done, once and in order."""

import threading
from datetime import date, time, timedelta

import pytest
from django.db import connection

from donors import queries, workflow
from donors.models import Appointment, AppointmentProposal, Carrier, Donation, PackingAdvice, Slot
from donors.states import DonationStage, Party
from reuse.core.models import DeviceType
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from tests import people
from tests.donors.factories import donation_at

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 1)
MORNING = Slot(JULY, time(9), time(12))


def accepted(**description):
    return donation_at(
        DonationStage.ACCEPTED, pickup_address="3 rue des Lilas, 38000 Grenoble", **description
    )


def van(name="Kangoo", *, is_own_van=True):
    return workflow.add_carrier(act=people.act(people.manager()), name=name, is_own_van=is_own_van)


def proposed(donation, by=people.donor, slot=MORNING, **facts):
    return workflow.propose(donation=donation, slot=slot, act=people.act(by()), **facts)


def planned(donation, slot=MORNING, **facts):
    act = people.act(people.manager())
    return workflow.plan_collection(
        donation=donation, on=slot.on, start=slot.start, end=slot.end, act=act, **facts
    )


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def outcomes(donation):
    found = AppointmentProposal.objects.filter(appointment__donation=donation).order_by("pk")
    return [(one.party, one.on, one.outcome) for one in found]


def test_a_day_is_proposed_by_one_side_and_agreed_by_the_other():
    donation = accepted()
    proposal = proposed(donation, words="Au quai B.")

    trip = workflow.agree(proposal=proposal, act=people.act(people.manager()))

    assert (trip.state, trip.slot, trip.sequence) == ("agreed", MORNING, 0)
    assert fresh(donation).collection_on == JULY
    assert [event.kind for event in donation.events.order_by("-seq")[:2]] == ["changed", "date_proposed"]
    assert outcomes(donation) == [("donor", JULY, "agreed")]


def test_the_history_of_proposals_stays():
    donation, act = accepted(), people.act
    first = proposed(donation, people.manager)
    proposed(donation, people.manager, Slot(JULY + timedelta(days=1)))
    second = AppointmentProposal.objects.get(outcome="waiting")
    workflow.decline_day(proposal=second, words="Fermé ce jour-là.", act=act(people.donor()))
    third = proposed(donation, people.donor, Slot(JULY + timedelta(days=2)))
    workflow.agree(proposal=third, act=act(people.manager()))

    days = [JULY + timedelta(days=number) for number in range(3)]
    assert outcomes(donation) == [
        ("receiver", days[0], "replaced"),
        ("receiver", days[1], "declined"),
        ("donor", days[2], "agreed"),
    ]
    assert fresh(second).answer_words == "Fermé ce jour-là."
    assert fresh(first).answered_by == people.manager().user


def test_a_new_day_replaces_the_agreed_one_only_once_it_is_agreed():
    donation = accepted()
    trip = planned(donation)
    later = proposed(donation, people.donor, Slot(JULY + timedelta(days=7)))
    assert fresh(trip).on == JULY

    moved = workflow.agree(proposal=later, act=people.act(people.manager()))

    assert (moved.pk, moved.on, moved.sequence) == (trip.pk, JULY + timedelta(days=7), 1)


def test_nobody_answers_their_own_proposal():
    proposal = proposed(accepted())

    with pytest.raises(NotPermitted):
        workflow.agree(proposal=proposal, act=people.act(people.donor()))
    with pytest.raises(NotPermitted):
        workflow.decline_day(proposal=proposal, words="", act=people.act(people.donor()))


@pytest.mark.parametrize(
    "wrong", [people.technician, people.stranger, people.social_worker, people.observer, people.administrator]
)
def test_others_have_no_say(wrong):
    donation = accepted()
    trip = planned(donation)
    proposal = proposed(donation)
    act = people.act(wrong())

    for verb in (
        lambda: workflow.propose(donation=donation, slot=MORNING, act=act),
        lambda: workflow.agree(proposal=proposal, act=act),
        lambda: workflow.decline_day(proposal=proposal, words="", act=act),
        lambda: workflow.plan_collection(donation=donation, on=JULY, act=act),
        lambda: workflow.call_off(appointment=trip, words="", act=act),
    ):
        with pytest.raises(NotPermitted):
            verb()
    assert outcomes(donation)[-1][2] == "waiting"


def test_a_donor_does_not_settle_a_day_alone():
    with pytest.raises(NotPermitted):
        workflow.plan_collection(donation=accepted(), on=JULY, act=people.act(people.donor()))


@pytest.mark.parametrize(
    "stage",
    [
        DonationStage.DRAFT,
        DonationStage.ANNOUNCED,
        DonationStage.DECLINED,
        DonationStage.CANCELLED,
        DonationStage.CLOSED,
    ],
)
def test_no_day_before_both_signatures_nor_after_the_reception(stage):
    with pytest.raises(MoveNotAllowed):
        proposed(donation_at(stage))


@pytest.mark.parametrize(
    "slot",
    [
        Slot(date(2026, 6, 14)),
        Slot(date(2029, 1, 1)),
        Slot(JULY, time(9)),
        Slot(JULY, None, time(9)),
        Slot(JULY, time(12), time(9)),
        Slot(JULY, time(9), time(9)),
    ],
)
def test_a_day_that_cannot_be_is_refused(slot):
    donation = accepted()

    with pytest.raises(workflow.DayNotPossible):
        proposed(donation, slot=slot)
    assert not Appointment.objects.exists()


def test_a_day_the_donor_did_not_offer_is_said_before_it_stands():
    donation = accepted()
    donation.windows.create(first_on=date(2026, 7, 6), last_on=date(2026, 7, 10))

    with pytest.raises(workflow.NotSure) as unsure:
        proposed(donation, people.manager)
    assert unsure.value.allowed == ["outside_window"]
    assert not Appointment.objects.exists()

    proposed(donation, people.manager, known=["outside_window"])
    proposed(donation, people.manager, Slot(date(2026, 7, 6)))
    proposed(donation, people.donor)  # the donor's own proposal widens the window


def test_an_own_van_is_not_promised_twice_without_a_warning():
    kangoo = van()
    planned(accepted(), carrier=kangoo)
    other = accepted()

    with pytest.raises(workflow.NotSure) as unsure:
        planned(other, Slot(JULY, time(11), time(13)), carrier=kangoo)
    assert unsure.value.allowed == ["van_taken"]
    with pytest.raises(workflow.NotSure):
        planned(other, Slot(JULY), carrier=kangoo)
    planned(other, Slot(JULY, time(12), time(14)), carrier=kangoo)
    planned(other, Slot(JULY, time(11), time(13)), carrier=kangoo, known=["van_taken"])

    trips = Appointment.objects.select_related("carrier").all()
    assert queries.double_booked(trips) == {trip.pk for trip in trips}


def test_a_haulier_drives_to_several_places_at_once():
    haulier = van("Transports Rapides", is_own_van=False)
    planned(accepted(), carrier=haulier)

    assert planned(accepted(), carrier=haulier).carrier == haulier


def test_the_donor_learns_nothing_of_other_batches():
    kangoo, mine = van(), accepted()
    planned(accepted(), carrier=kangoo)
    proposal = proposed(mine, people.manager, carrier=kangoo, known=["van_taken"])

    assert workflow.doubts(mine, Party.DONOR, MORNING, kangoo) == []
    workflow.agree(proposal=proposal, act=people.act(people.donor()))


def test_another_organisations_carrier_is_refused():
    elsewhere = Carrier.objects.create(organisation=people.stranger().organisation, name="Ailleurs")

    with pytest.raises(NotPermitted):
        planned(accepted(), carrier=elsewhere)


def test_what_is_called_off_may_be_proposed_again():
    donation = accepted()
    trip = workflow.call_off(
        appointment=planned(donation), words="Camion en panne.", act=people.act(people.donor())
    )

    assert (trip.state, trip.sequence, fresh(donation).collection_on) == ("called_off", 1, None)
    with pytest.raises(workflow.Overtaken):
        workflow.call_off(appointment=trip, words="", act=people.act(people.donor()))
    again = planned(donation)
    assert again.pk != trip.pk


def test_cancelling_the_batch_calls_its_trip_off():
    donation = accepted()
    trip = planned(donation)

    workflow.cancel(donation=donation, act=people.act(people.donor()))

    assert fresh(trip).state == "called_off"
    assert fresh(donation).stage == DonationStage.CANCELLED


def test_the_same_day_noted_twice_is_one():
    donation = accepted()
    planned(donation)
    events = donation.events.count()

    planned(donation)

    assert donation.events.count() == events


def test_what_is_loaded_is_noted_on_the_day():
    donation = accepted()
    trip = planned(donation)
    with pytest.raises(workflow.DayNotPossible):
        workflow.load(appointment=trip, pallets=3, seals=["A-77"], act=people.act(people.donor()))

    on_the_day = people.act(people.donor(), people.NOON + (JULY - people.NOON.date()))
    loaded = workflow.load(appointment=trip, pallets=3, seals=["A-77", "A-78"], act=on_the_day)

    assert (loaded.state, loaded.loaded_at) == ("loaded", on_the_day.at)
    assert donation.events.last().details == {"pallets": 3, "seals": "A-77, A-78", "party": "donor"}


@pytest.mark.parametrize(
    "wrong", [people.stranger, people.social_worker, people.observer, people.coordinator]
)
def test_who_stands_at_neither_ramp_loads_nothing(wrong):
    donation = accepted()
    trip = planned(donation)
    later = people.NOON + (JULY - people.NOON.date())

    with pytest.raises(NotPermitted):
        workflow.load(appointment=trip, pallets=1, seals=[], act=people.act(wrong(), later))

    assert fresh(trip).state == "agreed"


def test_a_batch_in_two_deliveries_has_two_trips():
    donation = accepted()
    trip = planned(donation)
    later = people.NOON + (JULY - people.NOON.date())
    workflow.load(appointment=trip, pallets=1, seals=[], act=people.act(people.manager(), later))

    second = workflow.plan_collection(
        donation=donation,
        on=JULY + timedelta(days=7),
        act=people.act(people.manager(), later + timedelta(hours=1)),
    )

    assert donation.appointments.count() == 2
    assert second.state == "agreed"


def test_carriers_belong_to_their_organisation():
    kangoo = van()

    with pytest.raises(workflow.NameTaken):
        van()
    with pytest.raises(NotPermitted):
        workflow.change_carrier(carrier=kangoo, act=people.act(people.coordinator()), name="x")
    with pytest.raises(NotPermitted):
        workflow.add_carrier(act=people.act(people.technician()), name="x")
    workflow.retire_carrier(carrier=kangoo, act=people.act(people.manager()))
    assert van().pk != kangoo.pk


def test_packing_advice_changes_with_its_day():
    laptop = DeviceType.objects.get(code="laptop")
    words = {"fr": "Portables : à plat.", "en": "Laptops: flat."}
    PackingAdvice.objects.create(
        code="laptop", type=laptop, words=words, since=date(2027, 1, 1), source="x", order=60
    )

    before = [one.code for one in queries.packing_advice(["laptop"], date(2026, 12, 31))]
    after = queries.packing_advice(["laptop"], date(2027, 1, 1))

    assert before == ["batteries", "loose_batteries", "cables", "pallets", "labels", "laptop"]
    assert [one.code for one in after] == before
    assert after[-1].words == words


@pytest.mark.django_db(transaction=True)
def test_two_people_agree_two_days_at_once_and_one_is_told(committed):
    """The donor says yes to the workshop's day while the workshop replaces it by another."""
    donation = accepted()
    proposal = proposed(donation, people.manager)
    giver, manager = people.act(people.donor()), people.act(people.manager())
    start, told = threading.Barrier(2), []

    def attempt(verb):
        start.wait()
        try:
            told.append(type(verb()).__name__)
        except workflow.Overtaken:
            told.append("Overtaken")
        finally:
            connection.close()

    verbs = [
        lambda: workflow.agree(proposal=proposal, act=giver),
        lambda: workflow.propose(donation=donation, slot=Slot(JULY + timedelta(days=3)), act=manager),
    ]
    threads = [threading.Thread(target=attempt, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    waiting = AppointmentProposal.objects.filter(outcome="waiting").count()
    agreed = AppointmentProposal.objects.filter(outcome="agreed").count()
    assert sorted(told) in (["Appointment", "AppointmentProposal"], ["AppointmentProposal", "Overtaken"])
    assert (waiting, agreed) == ((1, 1) if "Appointment" in told else (1, 0))
    assert Appointment.objects.count() == 1
    assert Donation.objects.get(pk=donation.pk).collection_on == (JULY if agreed else None)
