"""Each part of a case goes at the end of its own time; on demand, all of it; the chains hold and say what went."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from beneficiaries import queries, workflow
from beneficiaries.codes import Kept
from beneficiaries.models import (
    Erasure,
    HandoverEvent,
    HandoverSignature,
    Identity,
    KeepingRule,
    Request,
    RequestEvent,
    RequestEventNote,
)
from beneficiaries.states import HandoverStage, RequestStage
from beneficiaries.workflow.refusals import StillOpen
from reuse.accounts.models import AccessRecord
from reuse.core.refusals import NotPermitted
from reuse.core.verification import faults
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db
LATER = people.NOON + timedelta(days=2000)


def full(stage=RequestStage.WAITING, **given):
    """A request that holds every part a case may hold."""
    request = factories.request_at(
        stage,
        mark="D-12",
        information="Écran large.",
        features=["large_screen"],
        accessories=["bag"],
        sheet_language="easy",
        **given,
    )
    if queries.is_ours(request) and stage != RequestStage.CANCELLED:
        workflow.keep_identity(request=request, name="Jeanne", act=people.act(people.social_worker()))
    return request


def cancelled():
    request = full()
    act = people.act(people.social_worker())
    workflow.cancel(request=request, act=act, reason_code="not_needed", note="Matériel trouvé ailleurs.")
    return request


def held(request):
    now = factories.again(request)
    return (now.commune, now.features, now.accessories, now.sheet_language, now.mark, now.information)


def test_each_part_goes_when_its_own_time_is_over():
    request = cancelled()
    ended = factories.again(request).stage_since
    days = queries.keeping_days()

    workflow.forget_due(ended + timedelta(days=days[Kept.MARK], minutes=1))
    assert held(request) == ("38151", ["large_screen"], ["bag"], "easy", "", "Écran large.")
    assert not Identity.objects.exists()

    workflow.forget_due(ended + timedelta(days=days[Kept.NOTES], minutes=1))
    assert held(request) == ("38151", ["large_screen"], ["bag"], "easy", "", "")
    assert not RequestEventNote.objects.exists()

    workflow.forget_due(ended + timedelta(days=days[Kept.COMMUNE], minutes=1))
    assert held(request) == ("", [], [], "", "", "")
    assert factories.again(request).department == "38"
    assert not list(faults(RequestEvent))


def test_what_is_forgotten_is_forgotten_once_and_said():
    request = cancelled()

    first, second = workflow.forget_due(LATER), workflow.forget_due(LATER + timedelta(days=1))

    assert first == {**dict.fromkeys(Kept.values, 0), **dict.fromkeys(("commune", "needs", "mark", "information", "notes", "identity"), 1)}  # fmt: skip
    assert not any(second.values())
    last = request.events.last()
    assert last.details["forgotten"] == ["commune", "identity", "information", "mark", "needs", "notes"]
    assert last.by.is_active is False


def test_an_open_request_and_a_device_under_warranty_keep_theirs():
    waiting, handover = full(), factories.handover_at(HandoverStage.DONE)
    workflow.keep_identity(request=handover.request, name="Ali", act=people.act(people.social_worker()))
    last_day = datetime.combine(handover.warranty_until, datetime.min.time(), UTC)

    workflow.forget_due(last_day)
    assert Identity.objects.count() == 2
    assert HandoverSignature.objects.exists()

    workflow.forget_due(last_day + timedelta(days=2))
    assert [one.request for one in Identity.objects.all()] == [waiting]
    assert not HandoverSignature.objects.exists()
    assert held(waiting)[0] == "38151"
    assert not list(faults(HandoverEvent))


def test_a_part_without_a_number_of_days_is_kept():
    KeepingRule.objects.filter(code=Kept.COMMUNE).update(days=None)
    request = cancelled()

    workflow.forget_due(LATER)

    assert held(request) == ("38151", [], [], "", "", "")


def test_another_table_is_forgotten_by_the_same_rules(monkeypatch):
    asked = []
    monkeypatch.setattr("beneficiaries.workflow.retention._others", {})
    workflow.forgets(Kept.VOUCHER, lambda before: asked.append(before) or 3)

    assert workflow.forget_due(LATER)[Kept.VOUCHER] == 3
    assert asked == [LATER - timedelta(days=30)]


def test_a_reading_is_deleted_after_its_end_and_by_nobody_before():
    request = full()
    long_ago = datetime(2020, 1, 7, 9, tzinfo=UTC)
    for at in (long_ago, None):
        act = people.act(people.social_worker(), at)
        workflow.open_identity(request=request, purpose="appointment", act=act)

    assert workflow.forget_due(people.NOON)[Kept.READINGS] == 1

    left = AccessRecord.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_accessrecord SET purpose = 'x' WHERE id = %s", [left.pk])
    AccessRecord.objects.bulk_create([AccessRecord(by=left.by, organisation=left.organisation, at=left.at)])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_accessrecord WHERE kept_until IS NULL")


def test_the_partner_or_an_administrator_erases_a_case_on_demand():
    first, second = cancelled(), factories.handover_at(HandoverStage.DONE).request

    workflow.erase(request=first, act=people.act(people.social_worker()))
    workflow.erase(request=second, act=people.act(people.administrator()))

    assert held(first) == held(second) == ("", [], [], "", "", "")
    assert not Identity.objects.exists()
    assert not HandoverSignature.objects.exists()
    assert [one.ref for one in Erasure.objects.all()] == [first.ref, second.ref]
    assert Request.objects.get(pk=first.pk).department == "38"


def test_nobody_else_erases_and_an_open_case_is_cancelled_first():
    request, waiting = cancelled(), full()

    for stranger in (people.coordinator(), people.technician(), people.donor(), factories.other_worker()):
        with pytest.raises(NotPermitted):
            workflow.erase(request=request, act=people.act(stranger))
    with pytest.raises(StillOpen):
        workflow.erase(request=waiting, act=people.act(people.social_worker()))

    assert not Erasure.objects.exists()
    assert held(waiting)[0] == "38151"


def test_the_command_does_what_the_night_does():
    request = factories.request_at(
        RequestStage.CANCELLED, at=datetime(2019, 1, 7, 9, tzinfo=UTC), seen_on=date(2019, 1, 2), mark="D-12"
    )
    printed = StringIO()

    call_command("purge_expired", "--json", stdout=printed)

    assert json.loads(printed.getvalue())["parts"]["mark"] == 1
    assert held(request)[0] == ""
