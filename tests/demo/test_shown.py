"""The demo `make run` shows: true to every rule, and alive on every page."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from beneficiaries.models import (
    Allocation,
    Appointment,
    FollowUpAnswer,
    Handover,
    HandoverSignature,
    Identity,
    Request,
)
from beneficiaries.queries import closed_on, handover_day
from donors.models import Donation, Sheet
from donors.states import DonationStage
from inventory.models import CheckedDevice, Device, ErasureProof, Evidence, Medium, Stocktake, Transfer
from inventory.queries import ready_devices
from inventory.workflow import media_refusal
from inventory.workflow.gates import MEDIA_GUARDED
from reuse.accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from reuse.accounts.models import Site, User
from reuse.core.clock import HOME_ZONE
from reuse.core.verification import faults
from reuse.reports import queries as reports
from tests import pristine
from tests.demo.demos import LEDGERS, TODAY, demo, dump

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.any_database,
    pytest.mark.usefixtures("shown"),
]
PARIS = ZoneInfo(HOME_ZONE)


@pytest.fixture(scope="module")
def shown(django_db_setup, django_db_blocker):
    """The demo of 300 devices, told once for all tests here."""
    with django_db_blocker.unblock():
        demo(scale=300)
        yield
        pristine.bring_back()


def test_every_ledger_holds_within_working_hours_before_today():
    midnight = datetime.combine(date.fromisoformat(TODAY), time(0), PARIS).astimezone(UTC)
    assert {ledger.__name__: list(faults(ledger)) for ledger in LEDGERS} == {
        ledger.__name__: [] for ledger in LEDGERS
    }
    for ledger in LEDGERS:
        instants = ledger._base_manager.values_list("at", "recorded_at")
        assert instants
        for at, recorded_at in instants:
            local = at.astimezone(PARIS)
            assert at <= recorded_at < midnight
            assert local.weekday() < 5
            assert 7 <= local.hour < 20


def test_no_device_stands_past_a_gate_that_would_refuse_it():
    guarded = Device.objects.at_stage(*MEDIA_GUARDED).select_related("type").prefetch_related("media")
    refused = [(str(device), str(refusal)) for device in guarded if (refusal := media_refusal(device))]
    assert guarded
    assert refused == []


def test_the_pages_of_today_are_alive():
    assert set(DonationStage) == set(Donation.objects.values_list("stage", flat=True))
    assert ready_devices().filter(type__code="laptop").exists()
    stages = set(Request.objects.values_list("stage", flat=True))
    assert {"submitted", "waiting", "proposed", "served"} <= stages
    assert Request.objects.exclude(urgency="").exists()
    assert Evidence.objects.filter(state=Evidence.State.ATTACHED).exists()
    assert {"sent", "closed"} <= set(Transfer.objects.values_list("state", flat=True))
    assert CheckedDevice.objects.filter(verdict="non_conforming").count() == 1
    receipt = Stocktake.objects.get().receipt
    assert receipt.facts["missing"] == receipt.facts["elsewhere"] == 1
    proven = set(ErasureProof.objects.filter(evidence__isnull=False).values_list("result", flat=True))
    assert {"erased", "failed", "unproven"} <= proven
    assert Medium.objects.exclude(state=Medium.State.ERASED).exists()
    assert any(sheet.summary["rows_with_problems"] for sheet in Sheet.objects.all())
    week = datetime.combine(date.fromisoformat(TODAY), time(0), PARIS)
    coming = Handover.objects.filter(stage="planned", planned_at__range=(week, week + timedelta(days=7)))
    assert coming.count() >= 3
    assert all(not closed_on(one.site, one.planned_at.astimezone(PARIS).date()) for one in coming)
    assert Appointment.objects.filter(missed_at__isnull=False, handover__in=coming).count() == 1
    assert Allocation.objects.filter(stage="refused").exists()
    counter = Site.objects.get(name__startswith="Comptoir")
    assert handover_day(site=counter, on=date.fromisoformat(TODAY), serving="network").shortages
    signed = HandoverSignature.objects.get(handover__request__in=Identity.objects.values("request"))
    assert signed.name == Identity.objects.get().name
    assert FollowUpAnswer.objects.count() >= 5
    targets = reports.targets()
    assert len(targets) >= 2
    assert any(reports.progress(one, as_of=date.fromisoformat(TODAY)).is_late for one in targets)


def test_its_accounts_open_their_home_page(client, settings):
    settings.DEMO = True

    assert User.objects.get(email=DEMO_ACCOUNTS[0][1]).check_password(DEMO_PASSWORD)
    for _label, email in DEMO_ACCOUNTS:
        client.force_login(User.objects.get(email=email))
        assert client.get("/", follow=True).status_code == 200, email


def test_a_second_run_changes_nothing():
    before = dump()

    demo(seed=2)

    assert dump() == before
