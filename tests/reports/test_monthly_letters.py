"""The monthly letter: first working day, each role its figures, nothing personal, once, stopped in one gesture."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core import mail

from inventory.states import Stage
from reuse.accounts.models import StoppedLetter
from reuse.accounts.roles import Role
from reuse.accounts.workflow import letters as stoppable
from reuse.core import clock
from reuse.jobs import outbox, registry
from reuse.jobs.models import Outbox
from reuse.reports.models import Milestone, MonthlyLetter
from reuse.reports.queries import monthly
from reuse.reports.workflow import letters, rollups
from tests import people
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 7, 1, 7, tzinfo=UTC)


@pytest.fixture
def month():
    """Two devices handed over in June, whose folds are done."""
    device_at(Stage.HANDED_OVER)
    device_at(Stage.HANDED_OVER)
    rollups.fold_all()
    Outbox.objects.all().delete()
    MonthlyLetter.objects.all().delete()


def send(now=FIRST):
    registry.chores()["monthly-letters"].call(now)
    return {row.payload["to"][0]: row.payload for row in Outbox.objects.filter(kind="mail")}


@pytest.mark.parametrize(
    ("month", "day"),
    [
        (date(2026, 7, 9), date(2026, 7, 1)),
        (date(2026, 8, 1), date(2026, 8, 3)),  # a Saturday
        (date(2026, 5, 20), date(2026, 5, 4)),  # Labour Day, then a week-end
        (date(2027, 1, 1), date(2027, 1, 4)),
        (date(2024, 4, 2), date(2024, 4, 2)),  # Easter Monday
    ],
)
def test_the_first_working_day(month, day):
    assert monthly.first_working_day(month) == day


def test_each_role_gets_its_figures(month):
    readers = [people.coordinator(), people.manager(), people.observer(), people.donor()]

    sent = send()

    assert {one.user.email for one in readers} <= sent.keys()
    assert people.technician().user.email not in sent
    assert people.social_worker().user.email not in sent
    for one in readers:
        assert ": 2 (" in sent[one.user.email]["text"]
        assert "juin 2026" in sent[one.user.email]["subject"]
    assert "/yearly/2026/" in sent[people.donor().user.email]["text"]
    assert "/figures/?since=2026-06-01&until=2026-06-30\n" in sent[people.coordinator().user.email]["text"]


def test_the_letter_leads_to_its_own_figures(month, client, settings):
    settings.DEMO = True
    manager = people.manager()
    text = send()[manager.user.email]["text"]
    client.force_login(manager.user)

    page = client.get(next(re.finditer(r"/figures/\?\S+", text)).group())

    assert f"site%3A{manager.site.public_id}" in text
    assert not page.context["form"].errors
    handed_over = next(rung for rung in page.context["chain"] if rung.tile.code == "handed_over")
    assert handed_over.tile.value == "2"


def test_what_december_was_is_read_in_its_own_year(month):
    Milestone.objects.update(on=date(2026, 12, 1))
    donor = people.donor()

    assert "/yearly/2026/" in send(datetime(2027, 1, 4, 9, tzinfo=UTC))[donor.user.email]["text"]


def test_a_letter_says_numbers_and_a_link_and_nothing_personal(month):
    reader = people.coordinator()
    reader.user.language = "en"
    reader.user.save()

    letter = send()[reader.user.email]

    assert letter["subject"] == "The network: June 2026 in figures"
    for text in (letter["text"], letter["html"]):
        assert reader.user.name not in text
        assert people.donor().organisation.name not in text
    assert "Handed over: 2 (the month before: 0)" in letter["text"]


def test_another_workshop_is_told_nothing_of_it(month):
    owner, site = people.workshop("Atelier de la Loire")
    elsewhere = people.person("Marc Loire", owner, Role.WORKSHOP_MANAGER, site)

    assert elsewhere.user.email not in send()


def test_it_is_sent_once_whatever_runs_twice_and_not_before_the_day(month):
    people.coordinator()
    assert send(datetime(2026, 6, 30, 9, tzinfo=UTC)).keys() == set()
    assert send(datetime(2026, 7, 1, 4, tzinfo=UTC)).keys() == set()  # six o'clock in Paris
    first = send()
    Outbox.objects.all().delete()

    assert first
    assert send() == {}
    assert send(datetime(2026, 7, 2, 9, tzinfo=UTC)) == {}


def test_after_the_tenth_it_is_too_late(month):
    people.coordinator()

    assert send(datetime(2026, 7, 11, 9, tzinfo=UTC)) == {}
    assert send(datetime(2026, 7, 10, 9, tzinfo=UTC))


def test_a_mail_program_stops_it_in_one_gesture(month, client):
    reader = people.coordinator()
    letter = send()[reader.user.email]
    outbox.deliver_due(clock.now())
    posted = next(one for one in mail.outbox if one.to == [reader.user.email])
    address = posted.extra_headers["List-Unsubscribe"].strip("<>")
    path = address[address.index("/letters/") :]

    assert posted.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in letter["text"]
    assert client.get(path).status_code == 200
    assert not StoppedLetter.objects.exists()  # looking changes nothing
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert stoppable.stopped_by(reader.user) == {letters.KIND}
    Outbox.objects.all().delete()
    device_at(Stage.HANDED_OVER)
    assert reader.user.email not in send(datetime(2026, 8, 3, 9, tzinfo=UTC))


def test_a_link_that_is_not_ours_stops_nothing(client):
    assert client.post("/letters/stop/abc/").status_code == 404


def test_one_stops_it_and_has_it_again_on_the_account_page(client, settings):
    settings.DEMO = True
    reader = people.coordinator()
    client.force_login(reader.user)
    assert f"/account/letters/{letters.KIND}/" in client.get("/account/").content.decode()

    client.post(f"/account/letters/{letters.KIND}/", {})
    assert stoppable.stopped_by(reader.user) == {letters.KIND}

    client.post(f"/account/letters/{letters.KIND}/", {"wanted": "1"})
    assert stoppable.stopped_by(reader.user) == set()


def test_who_gets_no_such_letter_is_offered_none(client):
    client.force_login(people.technician().user)

    assert "/account/letters/" not in client.get("/account/").content.decode()
