"""Checklists in versions, tests that may wait, photos without secrets, and a signature nobody else can give."""

from datetime import timedelta

import pytest
from django.urls import reverse

from inventory import queries, workflow
from inventory.models import CheckDraft, CheckItem, Checklist, QualityCheck
from inventory.models.quality import CHECK_STAGES
from inventory.states import Move, Stage
from inventory.workflow import checklists
from inventory.workflow.refusals import (
    ChecklistFaulty,
    ChecklistMissing,
    LockUnanswered,
)
from reuse.core.models import DeviceType
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from tests import people
from tests.inventory.factories import again, checked, device_at

pytestmark = pytest.mark.django_db
TODAY = people.NOON.date()


def list_of(device):
    return workflow.checklist_for(device, on=TODAY)


def new_version(kind, *, since=TODAY, more=()):
    act = people.act(people.administrator())
    draft = workflow.write_checklist(type=kind, stage=Stage.QUALITY_CHECK, act=act)
    workflow.change_checklist(checklist=draft, items=[*draft.entries, *more], act=act)
    return workflow.publish_checklist(checklist=draft, since=since, act=act)


def item(code="hinge", fr="Charnière solide", en="Firm hinge", **more):
    return CheckItem(code=code, label={"fr": fr, "en": en}, **more)


# Lists


def test_what_ships_has_eight_words_and_a_picture_at_most():
    for one in Checklist.objects.all():
        assert checklists.faults_in(one.entries) == [], one
    assert {one.stage for one in Checklist.objects.all()} <= set(CHECK_STAGES)


def test_a_version_is_published_with_its_day_and_never_changes():
    kind = DeviceType.objects.get(code="laptop")
    device = device_at(Stage.QUALITY_CHECK)
    before = list_of(device)
    later = new_version(kind, since=TODAY + timedelta(days=7), more=[item()])
    act = people.act(people.administrator())

    assert list_of(device) == before
    assert workflow.checklist_for(device, on=TODAY + timedelta(days=7)) == later
    with pytest.raises(ChecklistFaulty):
        workflow.change_checklist(checklist=later, items=[item()], act=act)
    with pytest.raises(ChecklistFaulty):
        workflow.publish_checklist(checklist=later, since=TODAY, act=act)


def test_two_people_write_one_next_version():
    kind = DeviceType.objects.get(code="laptop")
    act = people.act(people.administrator())

    first, second = (
        workflow.write_checklist(type=kind, stage=Stage.QUALITY_CHECK, act=act) for _one in range(2)
    )

    assert first == second
    assert first.version == 2


@pytest.mark.parametrize(
    "faulty",
    [
        [item(fr="un deux trois quatre cinq six sept huit neuf")],
        [item(en="")],
        [item(code="Not A Code")],
        [item(picture="unicorn")],
        [item(), item()],
        [item(code=f"item_{number}") for number in range(30)],
    ],
)
def test_a_list_with_a_fault_is_not_kept(faulty):
    act = people.act(people.administrator())
    draft = workflow.write_checklist(
        type=DeviceType.objects.get(code="laptop"), stage=Stage.QUALITY_CHECK, act=act
    )

    with pytest.raises(ChecklistFaulty):
        workflow.change_checklist(checklist=draft, items=faulty, act=act)


def test_signs_are_no_words():
    assert checklists.count_words("Batterie : 80 % au moins, l’heure") == 5


def test_a_technician_writes_no_list(as_):
    kind = DeviceType.objects.get(code="laptop")
    with pytest.raises(NotPermitted):
        workflow.write_checklist(type=kind, stage=Stage.QUALITY_CHECK, act=people.act(people.technician()))

    client = as_(people.technician())
    address = reverse("inventory:checklist-write", args=["laptop", "quality_check"])
    assert client.post(address).status_code == 403
    assert client.get(reverse("inventory:checklist", args=["laptop", "quality_check"])).status_code == 200


def test_an_administrator_writes_and_publishes_on_the_page(as_):
    client = as_(people.administrator())
    client.post(reverse("inventory:checklist-write", args=["monitor", "quality_check"]))
    draft = Checklist.objects.get(type__code="monitor", since=None)
    lines = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-order": "2",
        "form-0-code": "stand",
        "form-0-fr": "Pied stable",
        "form-0-en": "Stable stand",
        "form-0-picture": "stand",
        "form-1-order": "1",
        "form-1-code": "starts",
        "form-1-fr": "un deux trois quatre cinq six sept huit neuf",
        "form-1-en": "Switches on",
        "form-1-picture": "power",
        "do": "publish",
        "since": "2099-01-01",
    }
    address = reverse("inventory:checklist-change", args=["monitor", "quality_check"])

    refused = client.post(address, lines)
    client.post(address, {**lines, "form-1-fr": "S’allume"})

    draft.refresh_from_db()
    assert refused.status_code == 400
    assert [entry.code for entry in draft.entries] == ["starts", "stand"]
    assert draft.since.year == 2099


# Filling in


def test_a_lock_is_never_left_out_where_the_type_has_locks():
    device = device_at(Stage.QUALITY_CHECK)

    with pytest.raises(LockUnanswered):
        checked(device, mdm="none")
    checked(device_at(Stage.QUALITY_CHECK, kind_of="monitor"), stand="none")


def test_what_was_begun_waits_for_whoever_goes_on(as_):
    device = device_at(Stage.QUALITY_CHECK)
    address = reverse("inventory:device-check", args=[device.code])
    as_(people.technician()).post(address, {"usb": "ok", "note_usb": "un port dur", "do": "save"})
    answers = {entry.code: "ok" for entry in list_of(device).entries}

    page = as_(people.colleague()).get(address)
    as_(people.colleague()).post(address, {**answers, "note_usb": "un port dur", "do": "finish"})

    assert "Nadia Benali" in page.content.decode()
    check = QualityCheck.objects.get(device=device)
    assert (check.tested_by, check.notes) == (people.colleague().user, {"usb": "un port dur"})
    assert not CheckDraft.objects.exists()


def test_a_gap_is_named_and_nothing_is_lost(as_):
    device = device_at(Stage.QUALITY_CHECK)
    address = reverse("inventory:device-check", args=[device.code])
    answers = {entry.code: "ok" for entry in list_of(device).entries if entry.code != "sound"}

    page = as_(people.technician()).post(address, {**answers, "do": "finish"}, follow=True)

    assert "Sound and microphone" in page.content.decode()
    assert CheckDraft.objects.get(device=device).results == answers


def test_a_fault_leads_to_repair_with_its_reason(as_):
    device = device_at(Stage.QUALITY_CHECK)
    checked(device, keyboard="fault")
    client = as_(people.technician())

    page = client.get(reverse("inventory:device-detail", args=[device.code])).content.decode()
    client.post(reverse("inventory:check-repair", args=[device.code]))

    assert reverse("inventory:check-repair", args=[device.code]) in page
    assert again(device).stage == Stage.REPAIR
    assert "Every key answers" in again(device).events.last().note.text
    assert workflow.current_check(again(device)) is None


def test_a_list_at_another_stage_opens_no_gate():
    device = device_at(Stage.TRIAGE)
    triage = workflow.checklist_for(device, on=TODAY, stage=Stage.TRIAGE)
    act = people.act(people.technician())

    workflow.fill_checklist(
        device=device,
        checklist=triage,
        results={entry.code: "ok" for entry in triage.entries},
        grade="",
        act=act,
    )

    assert workflow.current_check(again(device)) is None
    with pytest.raises(MoveNotAllowed):
        workflow.fill_checklist(device=device, checklist=list_of(device), results={}, grade="", act=act)


def test_everything_missing_is_named_at_once():
    device = device_at(Stage.QUALITY_CHECK)

    reasons = [lack.reason for lack in workflow.lacks(device)]

    assert reasons[:3] == ["checklist_missing", "device_locked", "sign_off_missing"]
    with pytest.raises(ChecklistMissing, match="seconde personne"):
        workflow.move(device=device, move=Move.RELEASE, act=people.act(people.colleague()))
    assert workflow.lacks(device_at(Stage.READY)) == []


def test_the_lists_are_shown_in_two_statements(django_assert_num_queries):
    types = DeviceType.objects.count()
    with django_assert_num_queries(2):
        assert len(queries.checklists(TODAY)) == len(CHECK_STAGES) * types
