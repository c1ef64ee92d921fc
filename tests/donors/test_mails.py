"""The letters of a batch: one at each step, once, to the right side, with nothing of another organisation in it."""

import re
from datetime import date, time, timedelta

import pytest
from django.core import mail
from django.db import transaction

from donors import workflow
from donors.models import Appointment, Slot
from donors.states import DonationStage
from donors.tasks import remind_of_tomorrow
from reuse.accounts.models import LegalKind, Membership
from reuse.core import clock
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind
from reuse.jobs import outbox
from reuse.jobs.models import Outbox
from tests import people
from tests.core.test_icalendar import field, read
from tests.donors.factories import donation_at

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 1)
DONOR, WORKSHOP = "dora.company@example.org", "sonia.manager@example.org"


@pytest.fixture(autouse=True)
def _people():
    """Everybody is there before the first step."""
    people.donor(), people.manager(), people.technician(), people.stranger()


def letters():
    """What the outbox now sends: (to, subject, letter); the tray is emptied."""
    outbox.deliver_due(clock.now())
    sent, mail.outbox[:] = list(mail.outbox), []
    return [(one.to, one) for one in sent]


def batch(stage=DonationStage.ACCEPTED, **description):
    """A batch at a stage, the letters that led there read."""
    found = donation_at(stage, pickup_address="3 rue des Lilas, 38000 Grenoble", **description)
    letters()
    return found


def planned(donation, on=JULY, **facts):
    facts = {"start": time(9), "end": time(12), **facts}
    return workflow.plan_collection(donation=donation, on=on, act=people.act(people.manager()), **facts)


def invitation(letter) -> bytes:
    [(name, content, media_type)] = letter.attachments
    assert name.endswith(".ics")
    assert media_type.startswith("text/calendar; method=")
    return content if isinstance(content, bytes) else content.encode()


def readers(sent):
    return sorted(to[0] for to, _letter in sent)


def test_each_step_writes_to_whom_it_concerns():
    donation_at(DonationStage.ANNOUNCED, is_told=True)
    assert readers(letters()) == [DONOR, WORKSHOP]

    donation_at(DonationStage.DECLINED, is_told=True)
    assert readers(letters()) == [DONOR, DONOR, WORKSHOP]

    accepted = donation_at(DonationStage.ACCEPTED, is_told=True)
    [_donor, _workshop, (to, letter)] = letters()
    assert to == [DONOR]
    assert accepted.agreement.number in letter.body

    donation = batch(DonationStage.CLOSED)
    assert readers(letters()) == []
    workflow.reopen(donation=donation, act=people.act(people.manager()))
    assert letters() == []


def test_the_reception_is_told_with_its_count():
    donation = batch(DonationStage.IN_RECEPTION)
    counts = {"announced": 12, "received": 10, "missing": 2, "unexpected": 0, "slip": "BR-2026-00001"}

    workflow.close_reception(donation=donation, details=counts, act=people.act(people.technician()))

    [(to, letter)] = letters()
    assert to == [DONOR]
    for said in ("BR-2026-00001", "12", "10", "2"):
        assert said in letter.body
        assert said in letter.alternatives[0][0]


def test_a_refusal_names_its_reason_and_whom_else_to_ask():
    donation = batch(DonationStage.ANNOUNCED)

    workflow.decline(
        donation=donation, reason="Plus de place.", reason_code="no_room", act=people.act(people.manager())
    )

    [(_to, letter)] = letters()
    assert "Plus de place." in letter.body
    assert "Atelier de la Loire" in letter.body
    assert donation.site.name not in letter.body


def test_another_reason_is_said_in_words():
    with pytest.raises(workflow.WordsMissing):
        workflow.decline(
            donation=batch(DonationStage.ANNOUNCED), reason=" ", act=people.act(people.manager())
        )


def test_a_day_proposed_is_told_to_the_other_side_alone():
    donation = batch()
    donation.windows.create(first_on=date(2026, 7, 6), last_on=date(2026, 7, 10))
    act, slot = people.act(people.manager()), Slot(JULY)
    proposal = workflow.propose(donation=donation, slot=slot, act=act, known=["outside_window"])

    [(to, letter)] = letters()
    assert to == [DONOR]
    assert f"/donations/{donation.ref}/appointment/" in letter.body
    assert letter.attachments == []

    workflow.decline_day(proposal=proposal, words="Fermé.", act=people.act(people.donor()))

    [(to, letter)] = letters()
    assert to == [WORKSHOP]
    assert "Fermé." in letter.body


def test_both_sides_receive_the_day_for_their_calendars_and_every_change_of_it():
    donation = batch()
    trip = planned(donation)
    sent = letters()
    assert readers(sent) == [DONOR, WORKSHOP]
    uids = {field(invitation(letter), "UID") for _to, letter in sent}
    assert len(uids) == 1
    for to, letter in sent:
        guests = [value for name, _parameters, value in read(invitation(letter)) if name == "ATTENDEE"]
        assert guests == [f"mailto:{to[0]}"]
        assert field(invitation(letter), "DTSTART") == "20260701T070000Z"
        assert field(invitation(letter), "LOCATION") == donation.pickup_address

    planned(donation, JULY + timedelta(days=1))
    moved = [invitation(letter) for _to, letter in letters()]
    workflow.call_off(appointment=trip, words="", act=people.act(people.donor()))
    off = [invitation(letter) for _to, letter in letters()]

    assert {(field(one, "UID") in uids, field(one, "SEQUENCE"), field(one, "METHOD")) for one in moved} == {
        (True, "1", "REQUEST")
    }
    assert {(field(one, "UID") in uids, field(one, "SEQUENCE"), field(one, "METHOD")) for one in off} == {
        (True, "2", "CANCEL")
    }


def test_a_letter_leaves_once_however_often_it_is_asked():
    donation = batch()
    proposal = workflow.propose(donation=donation, slot=Slot(JULY), act=people.act(people.donor()))
    workflow.agree(proposal=proposal, act=people.act(people.manager()))
    letters()

    with pytest.raises(workflow.Overtaken):
        workflow.agree(proposal=proposal, act=people.act(people.manager()))
    planned(donation, start=None, end=None)  # the same day once more

    assert letters() == []


def test_what_is_rolled_back_writes_to_nobody():
    donation = batch()
    with transaction.atomic():
        planned(donation)
        transaction.set_rollback(True)

    assert not Outbox.objects.exists()


def test_the_day_before_is_told_once_in_the_morning():
    trip = planned(batch())
    letters()
    eve = people.NOON.replace(month=6, day=30)

    remind_of_tomorrow(eve.replace(hour=4))  # six o'clock in Paris
    assert letters() == []
    for hour in (8, 9, 20):
        remind_of_tomorrow(eve.replace(hour=hour))
    sent = letters()

    assert readers(sent) == [DONOR, WORKSHOP]
    to_donor = next(letter for to, letter in sent if to == [DONOR])
    to_workshop = next(letter for to, letter in sent if to == [WORKSHOP])
    assert "Batteries" in to_donor.body
    assert "Batteries" not in to_workshop.body
    assert workflow.remind(appointment=trip, now=eve) is False


def test_a_day_called_off_reminds_nobody():
    trip = planned(batch())
    workflow.call_off(appointment=trip, words="", act=people.act(people.donor()))
    letters()

    remind_of_tomorrow(people.NOON.replace(month=6, day=30))
    assert workflow.remind(appointment=trip, now=people.NOON.replace(month=6, day=30)) is False

    assert letters() == []


def test_a_day_moved_is_reminded_of_anew():
    donation = batch()
    planned(donation)
    remind_of_tomorrow(people.NOON.replace(month=6, day=30))
    planned(donation, JULY + timedelta(days=9))
    letters()

    remind_of_tomorrow(people.NOON.replace(month=7, day=9))

    assert readers(letters()) == [DONOR, WORKSHOP]


def test_the_last_steps_are_told_to_the_donor():
    donation, act = batch(DonationStage.CLOSED), people.act(people.manager())
    certificate = documents.issue(
        kind=Kind.BATCH_ERASURE_CERTIFICATE,
        issuer=donation.receiver,
        facts={},
        act=act,
        readers=[donation.donor],
    )
    workflow.attach_document(donation=donation, document=certificate)

    workflow.letters.certificates_ready(donation, document=certificate, act=act)
    workflow.letters.deliberation_expected(donation, on=JULY, act=act)
    workflow.letters.receipt_issued(donation, document=certificate, act=act)
    documents.void(certificate, reason="Numéro de série faux.", act=act)

    sent = letters()
    assert readers(sent) == [DONOR] * 4
    assert all(certificate.number in letter.subject for _to, letter in (sent[0], sent[2], sent[3]))
    assert "Numéro de série faux." in sent[3][1].body


def test_the_papers_of_the_law_are_told_by_the_verbs_that_issue_them():
    council = people.donor(LegalKind.COUNCIL)
    draft = donation_at(kind=LegalKind.COUNCIL, deliberation_ref="")
    workflow.expect_deliberation(donation=draft, on=JULY, act=people.act(council))
    given = batch(DonationStage.CLOSED, kind=LegalKind.COUNCIL)
    thanks = workflow.thank(
        donation=given,
        lines=[{"code": "laptop", "type": "ordinateurs portables", "quantity": 2}],
        facts={},
        act=people.act(people.manager()),
    )

    [(to, letter)] = letters()

    assert to == [council.user.email]
    assert thanks.number in letter.subject
    assert "€" not in letter.body + letter.alternatives[0][0]  # it states no amount


def test_a_document_the_donor_may_not_open_is_not_told_to_them():
    donation, act = batch(DonationStage.CLOSED), people.act(people.manager())
    inside = documents.issue(kind=Kind.RECYCLING_SLIP, issuer=donation.receiver, facts={}, act=act)
    workflow.attach_document(donation=donation, document=inside)

    documents.void(inside, reason="Faux.", act=act)

    assert letters() == []


def test_who_left_is_not_written_to():
    people.person("Denis Relève", people.donor().organisation, people.donor().role)
    donation = batch()
    Membership.objects.filter(user__email=DONOR).update(until=date(2026, 6, 1))

    planned(donation)

    assert "denis.relève@example.org" in readers(letters())
    assert Appointment.objects.count() == 1


def test_without_a_manager_the_workshops_contact_is_written_to():
    Membership.objects.filter(user__email=WORKSHOP).update(role=people.technician().role, is_contact=True)

    donation_at(DonationStage.ANNOUNCED, is_told=True)

    assert WORKSHOP in readers(letters())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_letter_speaks_its_readers_language_throughout(language):
    user = people.donor().user
    user.language = language
    user.save()

    planned(batch())

    letter = next(letter for to, letter in letters() if to == [DONOR])
    assert f'lang="{language}"' in letter.alternatives[0][0]
    assert ("9\xa0h" in letter.body) is (language == "fr")
    assert ("09:00" in letter.body) is (language == "en")


def test_no_letter_holds_a_name_of_the_other_side_or_of_other_batches():
    """Both at every step: the workshop's people are not named to the donor, nor another donor to anybody."""
    other = donation_at(DonationStage.ACCEPTED, kind="council")
    planned(other)
    mine = donation_at(DonationStage.ACCEPTED)
    planned(mine)

    for to, letter in letters():
        whole = letter.body + letter.alternatives[0][0] + "".join(str(one) for one in letter.attachments)
        if to == [DONOR]:
            assert not re.search(r"Sonia|Nadia|council", whole)
            assert other.ref not in whole
