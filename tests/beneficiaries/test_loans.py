"""Loans: due, reminded of, prolonged, ended by a scan; what was lent needs new proofs."""

from datetime import timedelta

import pytest
from django.test import Client

from beneficiaries import workflow
from beneficiaries.models import HandoverEvent, RequestEvent
from beneficiaries.queries import loans
from beneficiaries.states import HandoverStage, RequestStage
from beneficiaries.workflow.refusals import AppointmentTooFar, NotLent
from inventory.states import Stage
from reuse.core.refusals import NotPermitted
from reuse.core.verification import faults
from reuse.jobs.models import Outbox
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import again

pytestmark = pytest.mark.django_db
DUE = people.NOON.date() + timedelta(days=20)


@pytest.fixture
def lent():
    return factories.handover_at(HandoverStage.DONE, loan_until=DUE)


def worker():
    return people.act(people.social_worker())


def letters():
    return Outbox.objects.count()


def test_a_loan_is_due_later_soon_or_late(lent):
    factories.handover_at(HandoverStage.DONE)  # this one is to keep

    def stands(days):
        due = loans.loans_of(people.social_worker(), DUE - timedelta(days=days))
        return [len(due.late), len(due.soon), len(due.later)]

    assert [stands(40), stands(10), stands(0), stands(-1)] == [[0, 0, 1], [0, 1, 0], [0, 1, 0], [1, 0, 0]]
    assert loans.loans_of(factories.other_worker(), DUE).count == 0


def test_a_worker_is_written_to_before_the_day_and_then_now_and_again(lent):
    days = [-30, -7, -6, 1, 2, 14, 16]
    written = [workflow.remind_loans(_at(day)) for day in days]

    assert written == [0, 1, 0, 1, 0, 0, 1]
    assert letters() == 3


def _at(days):
    return people.NOON + timedelta(days=20 + days)


def test_a_loan_is_prolonged_and_told_in_the_ledger(lent):
    with pytest.raises(AppointmentTooFar):
        workflow.prolong(handover=lent, until=DUE, act=worker())
    workflow.prolong(handover=lent, until=DUE + timedelta(days=30), act=worker())

    assert factories.again(lent.request).loan_until == DUE + timedelta(days=30)
    assert [*faults(RequestEvent), *faults(HandoverEvent)] == []
    with pytest.raises(NotPermitted):
        workflow.prolong(
            handover=lent, until=DUE + timedelta(days=60), act=people.act(factories.other_worker())
        )


def test_what_was_lent_comes_back_by_a_scan_and_is_replaced_by_nothing(lent):
    workflow.end_loan(device=lent.device, act=people.act(people.technician()))

    device = again(lent.device)
    assert (device.stage, device.exposed_at is not None, device.no_storage_at) == (
        Stage.AFTER_SALES,
        True,
        None,
    )
    assert factories.current(lent).stage == HandoverStage.RETURNED
    assert factories.again(lent.request).stage == RequestStage.SERVED
    with pytest.raises(NotLent):
        workflow.end_loan(device=lent.device, act=people.act(people.technician()))


def test_what_is_to_keep_is_neither_prolonged_nor_ended():
    kept = factories.handover_at(HandoverStage.DONE)

    with pytest.raises(NotLent):
        workflow.prolong(handover=kept, until=DUE, act=worker())
    with pytest.raises(NotLent):
        workflow.end_loan(device=kept.device, act=people.act(people.technician()))


def test_the_page_of_loans_prolongs_and_ends(browser, lent, settings):
    mine, bench = browser(people.social_worker()), browser(people.technician())
    settings.ROOT_URLCONF = "reuse.urls"

    assert lent.request.ref in mine.get("/loans/").content.decode()
    assert lent.request.ref not in bench.get("/loans/").content.decode()
    mine.post(f"/loans/{lent.public_id}/prolong/", {"until": (DUE + timedelta(days=400)).isoformat()})
    assert factories.again(lent.request).loan_until == DUE + timedelta(days=400)
    assert mine.post("/loans/end/", {"code": lent.device.code}).status_code == 403
    bench.post("/loans/end/", {"code": lent.device.code.lower()})
    assert factories.current(lent).stage == HandoverStage.RETURNED
    assert Client().get("/loans/").status_code == 302
