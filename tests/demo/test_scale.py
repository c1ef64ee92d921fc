"""The demo by the million, made small: its rows are what verbs would have written, and the same for the same arguments."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Exists, F, Max, Min, OuterRef, Q, Subquery

from beneficiaries import states as asked
from beneficiaries.models import (
    AllocationEvent,
    CollectiveDevice,
    CollectiveEvent,
    Handover,
    HandoverEvent,
    Request,
    RequestEvent,
)
from beneficiaries.states.collective import COLLECTIVE_RULES
from donors import states as given
from donors.models import Donation, DonationEvent
from inventory import codes, queries
from inventory.models import Device, DeviceEvent, Identifier, QualityCheck
from inventory.states import RULES, WORK, EventKind, Gate, Move, Stage
from inventory.workflow import issue_codes, media_refusal
from inventory.workflow.gates import MEDIA_GUARDED
from reuse.accounts.models import Site
from reuse.core import chance
from reuse.core.ledger import LedgerEntry
from reuse.core.models import Counter
from reuse.core.verification import faults
from reuse.demo import network
from reuse.demo.management.commands import demo
from reuse.demo.scale import loading
from tests.demo.demos import LEDGERS, dump

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 15)
ROLL_UPS = {"reports.Milestone", "reports.Tally", "reports.Unfolded"}
DEPARTMENTS = ("13", "59", "974")
TABLES: Mapping[type[LedgerEntry], Mapping[str, Any]] = {
    DeviceEvent: RULES,
    DonationEvent: given.RULES,
    RequestEvent: asked.REQUEST_RULES,
    AllocationEvent: asked.ALLOCATION_RULES,
    HandoverEvent: asked.HANDOVER_RULES,
    CollectiveEvent: COLLECTIVE_RULES,
}


@pytest.fixture(autouse=True)
def _several_chunks(monkeypatch):
    monkeypatch.setattr(loading, "CHUNK", 120)


def load(scale: int = 500, seed: int = 1) -> None:
    """The network as it stood, and so many devices with their history."""
    with chance.seeded(seed):
        network.build(datetime(2023, 6, 15, 6, tzinfo=UTC))
    loading.load(
        scale=scale, seed=seed, today=TODAY, progress=lambda _done, _total: None, departments=DEPARTMENTS
    )


def dump_of(seed: int, scale: int = 150) -> dict[str, str]:
    """The dump of a load that is rolled back."""
    with transaction.atomic():
        load(scale, seed)
        # roll-ups name rows by keys, which differ; that they say what the ledgers say is tested where they are
        made = {name: rows for name, rows in dump().items() if name not in ROLL_UPS}
        transaction.set_rollback(True)
    return made


def test_every_chain_holds_and_no_move_is_one_the_tables_refuse():
    load()

    assert {ledger.__name__: list(faults(ledger)) for ledger in LEDGERS} == {
        ledger.__name__: [] for ledger in LEDGERS
    }
    for ledger, rules in TABLES.items():
        made = (
            ledger._base_manager.filter(kind="moved").values_list("move", "from_stage", "to_stage").distinct()
        )
        assert made
        assert [
            one for one in made if one[1] not in rules[one[0]].sources or one[2] != rules[one[0]].target
        ] == []


def test_the_columns_of_devices_are_what_their_ledger_says():
    load()

    of_device = DeviceEvent.objects.filter(device=OuterRef("pk"))
    last = of_device.order_by("-seq")
    moved = of_device.exclude(to_stage="").order_by("-seq")
    taken_back = Exists(DeviceEvent.objects.filter(corrects=OuterRef("pk")))
    received = of_device.filter(move=Move.RECEIVE).exclude(taken_back)
    came = of_device.filter(Q(move=Move.TAKE_BACK) | Q(move=Move.RECEIVE) & ~taken_back)
    first_out = of_device.filter(move=Move.HAND_OVER).order_by("seq")
    checked = of_device.filter(kind=EventKind.CHECKED).order_by("-seq")
    said = {
        "stage": moved.values("to_stage")[:1],
        "stage_since": moved.values("at")[:1],
        "last_seq": last.values("seq")[:1],
        "last_hash": last.values("hash")[:1],
        "last_at": last.values("at")[:1],
        "received_at": received.values("at")[:1],
        "exposed_at": came.order_by("-seq").values("at")[:1],
        "first_handed_over_on": first_out.values("on")[:1],
        "grade": checked.values("details__grade")[:1],
    }
    devices = Device.objects.annotate(**{f"said_{name}": Subquery(query) for name, query in said.items()})
    for name in said:
        others = [
            (str(device), getattr(device, name), getattr(device, f"said_{name}"))
            for device in devices
            if (getattr(device, name) or None) != getattr(device, f"said_{name}")
        ]
        assert others == [], name


def test_no_device_stands_past_a_gate_that_would_refuse_it():
    load()

    guarded = Device.objects.at_stage(*MEDIA_GUARDED).select_related("type").prefetch_related("media")
    assert guarded
    assert [(str(device), str(refusal)) for device in guarded if (refusal := media_refusal(device))] == []
    signed = QualityCheck.objects.filter(
        device=OuterRef("pk"), passed=True, voided_at=None, signed_by__isnull=False
    ).exclude(signed_by=F("tested_by"))
    ready = Device.objects.at_stage(Stage.READY, Stage.RESERVED, Stage.HANDED_OVER)
    assert ready
    assert list(ready.exclude(Exists(signed))) == []
    reasoned = [move for move, rule in RULES.items() if Gate.REASON in rule.gates]
    assert not DeviceEvent.objects.filter(move__in=reasoned, reason_code="").exists()


def test_codes_are_this_installations_and_go_on_behind_them():
    load()

    issued = list(Device.objects.values_list("code", flat=True))
    [after] = issue_codes(1)
    assert all(map(codes.is_code, issued))
    assert after not in issued
    assert set(Identifier.objects.filter(kind="code").values_list("value", flat=True)) >= set(issued)
    for model, name, begins in ((Donation, "donation 2025", "L25-"), (Request, "request 2025", "D25-")):
        refs = model._base_manager.filter(ref__startswith=begins).values_list("ref", flat=True)
        numbers = sorted(int(ref.removeprefix(begins)) for ref in refs)
        assert numbers == list(range(1, Counter.objects.get(name=name).next + 1))


def test_what_is_handed_over_was_asked_for_and_costs_what_the_law_allows():
    load()

    done = Handover.objects.filter(stage="done").select_related("device__owner", "device__type", "request")
    together = CollectiveDevice.objects.filter(collective__stage="delivered").values_list("device", flat=True)
    assert together
    assert {device.pk for device in Device.objects.at_stage(Stage.HANDED_OVER)} == {
        *together,
        *(handover.device_id for handover in done),
    }
    for handover in done:
        cap = queries.price_cap(handover.device, on=handover.handed_over_on)
        assert (handover.cap_cents, handover.cap_rule) == (cap.cents, cap.code)
        assert 0 <= handover.price_cents <= cap.cents
        assert handover.request.stage == "served"


def test_the_network_is_alive_from_the_first_day_to_the_last():
    load()

    stages = set(Device.objects.values_list("stage", flat=True))
    assert stages >= {Stage.READY, Stage.RECYCLED, Stage.PARTS, Stage.OTHER_REUSE, Stage.HANDED_OVER}
    assert stages & {*WORK}
    assert set(Request.objects.values_list("stage", flat=True)) >= {"served", "waiting", "declined"}
    assert set(Donation.objects.values_list("donor__legal_kind", flat=True)) >= {
        "company",
        "council",
        "state",
    }
    days = DeviceEvent.objects.aggregate(first=Min("on"), last=Max("on"))
    assert days["first"] < date(2023, 7, 15)
    assert date(2026, 6, 5) < days["last"] < TODAY
    assert {site.department for site in Site.objects.all()} >= set(DEPARTMENTS)


def test_the_same_arguments_make_the_same_rows_and_another_seed_others():
    first, again, other = dump_of(7), dump_of(7), dump_of(8)

    assert [name for name in first if first[name] != again[name]] == []
    assert first["inventory.DeviceEvent"] != other["inventory.DeviceEvent"]


@pytest.mark.slow
@pytest.mark.any_database
def test_the_command_tells_the_first_by_verbs_and_copies_the_others_in(monkeypatch):
    monkeypatch.setattr(demo, "BY_VERBS_ALONE", 20)
    monkeypatch.setattr(demo, "BY_VERBS", 20)

    call_command("demo", "--scale=120", f"--today={TODAY}", "--json", stdout=StringIO())

    assert Device.objects.count() == 120
    assert Device.objects.filter(site__name="Atelier de Grenoble").exists()
    assert Site.objects.count() > 200
    # ends with 1 where something is not as it was written
    call_command("verify", "--json", stdout=StringIO())
