"""Checklists in versions, tests that may wait, photos without secrets, and a signature nobody else can give."""

import io
import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse
from PIL import Image

from inventory import queries, workflow
from inventory.evidence import photos
from inventory.models import CheckDraft, CheckItem, Checklist, CheckPhoto, QualityCheck
from inventory.models.quality import CHECK_STAGES
from inventory.states import Move, Stage
from inventory.workflow import checklists
from inventory.workflow.refusals import (
    ChecklistFaulty,
    ChecklistMissing,
    LockUnanswered,
    PhotoMissing,
    PinNotProven,
    SecondPersonNeeded,
)
from reuse.accounts import workflow as accounts
from reuse.accounts import workstations as stations
from reuse.accounts.models import AccessRecord, Pin, Retention
from reuse.accounts.workflow import pins
from reuse.core import clock
from reuse.core.models import DeviceType
from reuse.core.refusals import MoveNotAllowed, NotPermitted, Refusal
from tests import people
from tests.inventory.factories import PIN, again, checked, device_at, proof_of, signed

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


# Photos


def jpeg(size=(2400, 1800), *, place=True) -> bytes:
    made, exif = io.BytesIO(), Image.Exif()
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (45.0, 11.0, 15.0), 3: "E", 4: (5.0, 43.0, 9.0)})
        exif[0x010F] = "Camera of Nadia"
        exif[0x0112] = 6  # lying on its side
    Image.new("RGB", size, "tan").save(made, "JPEG", exif=exif, comment=b"at home")
    return made.getvalue()


def test_a_photo_is_redrawn_small_upright_and_tells_nothing_else():
    original = jpeg()
    assert b"Camera of Nadia" in original

    kept = photos.clean(original)

    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.format == "JPEG"
        assert not picture.getexif()
        assert "comment" not in picture.info
        assert picture.height > picture.width
        assert max(picture.size) <= photos.LONGEST_SIDE
    assert b"Nadia" not in kept
    assert b"Exif" not in kept


def bomb() -> bytes:
    made = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"%PDF-1.7",
        b"GIF89a" + b"\0" * 40,
        b"\0\0\0\x18ftypheic" + b"\0" * 40,
        jpeg()[:400],
        bomb(),
    ],
    ids=["empty", "svg", "pdf", "gif", "heic", "cut", "bomb"],
)
def test_what_is_no_photo_is_refused(content):
    with pytest.raises(photos.NotAPhoto):
        photos.clean(content)


def test_a_fault_of_some_items_takes_a_photo_that_its_workshop_alone_opens(as_):
    device = device_at(Stage.QUALITY_CHECK)
    with pytest.raises(PhotoMissing):
        checked(device, screen="fault")
    client = as_(people.technician())
    answers = {entry.code: "ok" for entry in list_of(device).entries}
    picture = io.BytesIO(jpeg())
    picture.name = "IMG_2041.jpg"

    client.post(
        reverse("inventory:device-check", args=[device.code]),
        {**answers, "screen": "fault", "photo_screen": picture, "do": "finish"},
    )

    photo = CheckPhoto.objects.get()
    address = reverse("inventory:check-photo", args=[device.code, photo.public_id])
    assert photo.check_made == QualityCheck.objects.get(device=device)
    assert (photo.file.retention, photo.file.owner) == (Retention.PHOTO, device.holder)
    opened = client.get(address)
    assert opened["Content-Type"] == "image/jpeg"
    assert b"Exif" not in b"".join(opened.streaming_content)
    assert AccessRecord.objects.filter(subject=str(photo.file.public_id)).count() == 1
    assert as_(people.stranger()).get(address).status_code == 404
    assert as_(people.coordinator()).get(address).status_code == 403
    assert as_(people.donor()).get(address).status_code == 403


def test_a_wrong_file_is_told_beside_its_item(as_):
    device = device_at(Stage.QUALITY_CHECK)
    file = io.BytesIO(b"MZ not a photo")
    file.name = "photo.jpg"

    page = as_(people.technician()).post(
        reverse("inventory:device-check", args=[device.code]), {"photo_usb": file, "do": "save"}
    )

    assert page.status_code == 400
    assert not CheckPhoto.objects.exists()


def test_a_photo_may_go_until_the_test_is_finished():
    device = device_at(Stage.QUALITY_CHECK)
    act = people.act(people.technician())
    shown = workflow.add_photo(device=device, item="usb", picture=photos.clean(jpeg()), act=act)
    workflow.drop_photo(photo=shown, act=people.act(people.technician()))
    assert not CheckPhoto.objects.exists()
    kept = workflow.add_photo(
        device=device, item="usb", picture=photos.clean(jpeg()), act=people.act(people.technician())
    )
    checked(device)

    with pytest.raises(Refusal):
        workflow.drop_photo(photo=kept, act=people.act(people.technician()))


# Signing


def test_nobody_signs_without_their_own_pin_of_this_minute():
    device = device_at(Stage.QUALITY_CHECK)
    checked(device)
    act = people.act(people.colleague())
    stale = proof_of(people.act(people.colleague(), people.NOON - timedelta(hours=1)))

    for proof in (proof_of(people.act(people.technician(), act.at)), stale):
        with pytest.raises(PinNotProven):
            workflow.sign_off(device=device, proof=proof, act=act)

    assert again(device).stage == Stage.QUALITY_CHECK


def test_wrong_pins_lock_and_stay_counted(as_, settings):
    device = device_at(Stage.QUALITY_CHECK)
    checked(device)
    proof_of(people.act(people.colleague()))
    client = as_(people.colleague())
    address = reverse("inventory:sign-off", args=[device.code])

    for _try in range(pins.TRIES):
        client.post(address, {"pin": "904527"})
    locked = client.post(address, {"pin": PIN}, follow=True)

    assert "Too many wrong tries" in locked.content.decode()
    assert again(device).stage == Stage.QUALITY_CHECK
    assert Pin.objects.get(user=people.colleague().user).failures == pins.TRIES


def test_who_has_no_pin_is_told_where_to_choose_one(as_):
    device = device_at(Stage.QUALITY_CHECK)
    checked(device)
    client = as_(people.colleague())

    page = client.get(reverse("inventory:device-detail", args=[device.code])).content.decode()
    refused = client.post(reverse("inventory:sign-off", args=[device.code]), {"pin": PIN}, follow=True)

    assert reverse("accounts:pin") in page
    assert "no PIN yet" in refused.content.decode()


def test_a_colleague_signs_on_ones_own_page_at_a_workstation_only(as_):
    device = device_at(Stage.QUALITY_CHECK)
    checked(device)
    proof_of(people.act(people.colleague()))
    manager = people.manager()
    badge = workflow.issue_badge(membership=people.colleague(), act=people.act(manager))
    client = as_(people.technician())
    address, sent = reverse("inventory:sign-off", args=[device.code]), {"badge": badge.code, "pin": PIN}

    elsewhere = client.post(address, sent, follow=True)
    _made, secret = accounts.register_workstation(
        name="Bench 1", site=manager.site, replaces=None, act=people.act(manager)
    )
    client.cookies[stations.COOKIE] = secret
    wrong = client.post(address, {**sent, "pin": "904527"}, follow=True)
    assert again(device).stage == Stage.QUALITY_CHECK
    client.post(address, sent)

    assert "no workstation" in elsewhere.content.decode()
    assert "do not go together" in wrong.content.decode()
    assert again(device).stage == Stage.READY
    assert again(device).events.last().by == people.colleague().user
    assert client.get("/workshop/").wsgi_request.user == people.technician().user


def test_the_tester_signs_alone_only_where_the_site_is_exempted_and_still_with_a_pin():
    device = device_at(Stage.QUALITY_CHECK)
    checked(device)
    with pytest.raises(SecondPersonNeeded):
        signed(device, signer=people.technician())
    site = device.site
    site.sign_off_by_tester = True
    site.save()

    signed(device, signer=people.technician())

    assert again(device).stage == Stage.READY
    assert again(device).events.filter(kind="exempted").count() == 1


def test_a_release_taken_back_takes_its_signature_along():
    device = device_at(Stage.READY)
    workflow.undo(device=device, act=people.act(people.colleague()))

    with pytest.raises(Refusal):
        workflow.move(device=device, move=Move.RELEASE, act=people.act(people.colleague()))


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_two_signers_at_once_give_one_signature():
    device = device_at(Stage.QUALITY_CHECK)
    checked(device)
    at = people.act(people.colleague()).at
    acts = [people.act(one, at) for one in (people.colleague(), people.manager())]
    proofs = [proof_of(act) for act in acts]
    start, outcomes = threading.Barrier(2), []

    def race(act, proof):
        start.wait()
        try:
            outcomes.append(workflow.sign_off(device=device, proof=proof, act=act))
        except Refusal as refusal:
            outcomes.append(refusal)
        finally:
            connections.close_all()

    racers = [threading.Thread(target=race, args=one) for one in zip(acts, proofs, strict=True)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(type(one).__name__ for one in outcomes) == ["DeviceEvent", "MoveNotAllowed"]
    assert again(device).events.filter(kind="signed_off").count() == 1
    assert again(device).events.filter(move=Move.RELEASE).count() == 1


def test_the_api_signs_with_the_pin_of_the_tokens_person(client):
    device = device_at(Stage.QUALITY_CHECK)
    checked(device)
    proof_of(people.act(people.colleague()))
    secret = accounts.issue_token(people.colleague(), name="test", now=clock.now())
    asked = {"headers": {"Authorization": f"Bearer {secret}"}, "content_type": "application/json"}
    address = f"/api/v1/devices/{device.code}/sign-off/"

    without = client.post(address, {}, **asked)
    wrong = client.post(address, {"pin": "904527"}, **asked)
    right = client.post(address, {"pin": PIN}, **asked)

    assert (without.status_code, wrong.status_code, right.status_code) == (400, 409, 201)
    assert wrong.json()["reason"] == "wrong_pin"
    assert again(device).stage == Stage.READY


def test_the_lists_are_shown_in_two_statements(django_assert_num_queries):
    types = DeviceType.objects.count()
    with django_assert_num_queries(2):
        assert len(queries.checklists(TODAY)) == len(CHECK_STAGES) * types
