"""The demo as a whole: the same for the same arguments, true to every rule, and never mixed with other data."""

import json
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction

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
from reuse.accounts.models import Organisation, Site, User
from reuse.core.ledger import LedgerEntry
from reuse.core.verification import faults
from reuse.reports import queries as reports
from tests.demo.dump import dump

pytestmark = pytest.mark.django_db

TODAY = "2026-06-15"  # a Monday
PARIS = ZoneInfo("Europe/Paris")
LEDGERS = [model for model in apps.get_models() if issubclass(model, LedgerEntry)]


def demo(seed: int = 1, scale: int = 45) -> dict[str, object]:
    said = StringIO()
    call_command("demo", f"--scale={scale}", f"--seed={seed}", f"--today={TODAY}", "--json", stdout=said)
    facts: dict[str, object] = json.loads(said.getvalue())
    return facts


def dump_of(seed: int) -> dict[str, str]:
    """The dump of a demo that is rolled back."""
    with transaction.atomic():
        if connection.vendor == "postgresql":  # numbers go on after a rollback, and reports say an event's
            with connection.cursor() as cursor:
                cursor.execute("ALTER SEQUENCE inventory_deviceevent_id_seq RESTART WITH 1")
        demo(seed)
        made = dump()
        transaction.set_rollback(True)
    return made


@pytest.mark.slow
def test_the_same_arguments_make_the_same_demo():
    first, again = dump_of(7), dump_of(7)

    assert [name for name in first if first[name] != again[name]] == []


@pytest.mark.slow
@pytest.mark.any_database
def test_another_seed_makes_another_demo():
    first, other = dump_of(7), dump_of(8)

    same = [name for name in first if first[name] == other[name]]
    assert not {ledger._meta.label for ledger in LEDGERS} & set(same)


@pytest.mark.slow
@pytest.mark.any_database
def test_every_ledger_holds_within_working_hours_before_today():
    demo()

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


@pytest.mark.slow
@pytest.mark.any_database
def test_no_device_stands_past_a_gate_that_would_refuse_it():
    demo()

    guarded = Device.objects.at_stage(*MEDIA_GUARDED).select_related("type").prefetch_related("media")
    refused = [(str(device), str(refusal)) for device in guarded if (refusal := media_refusal(device))]
    assert guarded
    assert refused == []


@pytest.mark.slow
@pytest.mark.any_database
def test_the_pages_of_today_are_alive():
    demo(scale=300)  # what `make run` shows

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


@pytest.mark.slow
@pytest.mark.any_database
def test_its_accounts_open_their_home_page(client, settings):
    settings.DEMO = True
    demo()

    assert User.objects.get(email=DEMO_ACCOUNTS[0][1]).check_password(DEMO_PASSWORD)
    for _label, email in DEMO_ACCOUNTS:
        client.force_login(User.objects.get(email=email))
        assert client.get("/", follow=True).status_code == 200, email


@pytest.mark.slow
@pytest.mark.any_database
def test_a_second_run_changes_nothing():
    demo()
    before = dump()

    demo(seed=2)

    assert dump() == before


def test_it_refuses_a_database_that_holds_other_data(capsys):
    Organisation.objects.create(name="Emmaüs du lieu", legal_kind="association")

    with pytest.raises(CommandError):
        call_command("demo", f"--today={TODAY}")

    assert list(Organisation.objects.values_list("name", flat=True)) == ["Emmaüs du lieu"]
    assert not Device.objects.exists()


def test_it_refuses_in_one_json_value_when_asked():
    Organisation.objects.create(name="Emmaüs du lieu", legal_kind="association")
    said = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("demo", f"--today={TODAY}", "--json", stdout=said)

    assert ended.value.code == 1
    assert json.loads(said.getvalue())
