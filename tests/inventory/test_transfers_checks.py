"""The check on arrival and the monthly statement: drawn by a seed, decided once, counted by hand."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from inventory import queries, workflow
from inventory.models import CheckedDevice, Device, NonConformityReason, SamplingRule, Transfer
from inventory.states import EventKind, Stage
from reuse.core.refusals import MoveNotAllowed, NotPermitted, Refusal
from tests import people
from tests.inventory.factories import again, device_at
from tests.inventory.test_transfers import loire_manager, other_site, received

pytestmark = pytest.mark.django_db


def closed(number: int = 2) -> tuple[Transfer, list[Device]]:
    devices = [device_at(Stage.READY) for _one in range(number)]
    transfer = received(*devices, to=other_site())
    act = people.act(loire_manager())
    return workflow.close_transfer(transfer=transfer, decisions={}, act=act), devices


def checked(number: int = 2, *, is_whole: bool = False):
    transfer, devices = closed(number)
    return workflow.open_check(transfer=transfer, is_whole=is_whole, act=people.act(loire_manager())), devices


def judge(check, device, reason: str = "", **more) -> CheckedDevice:
    return workflow.record_verdict(
        check=check,
        device=device,
        reason=NonConformityReason.objects.get(code=reason) if reason else None,
        act=people.act(loire_manager()),
        **more,
    )


@pytest.mark.parametrize(
    ("count", "size"),
    [(1, 1), (4, 4), (5, 5), (30, 5), (51, 6), (200, 20), (499, 50), (500, 50), (2000, 100)],
)
def test_the_sample_follows_the_rules_of_the_day(count, size):
    assert queries.sample_size(count, date(2026, 6, 15)) == size
    SamplingRule.objects.all().delete()
    assert queries.sample_size(count, date(2026, 6, 15)) == count


def test_the_same_seed_draws_the_same_sample_and_another_one_another():
    codes = [f"CODE{number:04}" for number in range(200)]

    first = queries.drawn(codes, seed="a1b2c3d4", size=20)

    assert first == queries.drawn(codes[::-1], seed="a1b2c3d4", size=20)
    assert len(set(first)) == 20
    assert first != queries.drawn(codes, seed="a1b2c3d5", size=20)


def test_what_was_drawn_can_be_drawn_again_from_the_page():
    check, devices = checked(7)

    codes = [device.code for device in devices]
    assert {row.device.code for row in queries.checked_devices(check)} == set(
        queries.drawn(codes, seed=check.seed, size=5)
    )


def test_a_check_is_drawn_once_and_by_who_received():
    transfer, _devices = closed()
    with pytest.raises(NotPermitted):
        workflow.open_check(transfer=transfer, is_whole=True, act=people.act(people.manager()))
    workflow.open_check(transfer=transfer, is_whole=True, act=people.act(loire_manager()))

    with pytest.raises(MoveNotAllowed):
        workflow.open_check(transfer=transfer, is_whole=True, act=people.act(loire_manager()))


def test_a_non_conformity_is_an_event_with_its_reason():
    check, [device, _other] = checked()

    judge(check, device, "battery", note="41 %")

    event = again(device).events.get(kind=EventKind.ARRIVAL_CHECKED)
    assert (event.reason_code, event.details["verdict"], event.note.text) == (
        "battery",
        "non_conforming",
        "41 %",
    )


def test_the_transfer_is_accepted_once_all_drawn_are_checked():
    check, [device, other] = checked()
    judge(check, device)
    boss = loire_manager()

    with pytest.raises(Refusal) as refused:
        workflow.decide_check(check=check, decision="accepted", act=people.act(boss))
    assert refused.value.reason == "not_settled"
    judge(check, other)
    decided = workflow.decide_check(check=check, decision="accepted", act=people.act(boss))

    assert decided.decision == "accepted"
    with pytest.raises(MoveNotAllowed):
        judge(check, device, "screen")


@pytest.mark.parametrize(("decision", "count"), [("partly", 1), ("returned", 2)])
def test_what_is_sent_back_is_on_a_transfer_to_who_sent_it(decision, count):
    check, [device, other] = checked()
    judge(check, device, "screen")
    judge(check, other)

    decided = workflow.decide_check(check=check, decision=decision, act=people.act(loire_manager()))

    assert decided.returned.lines.count() == count
    assert (decided.returned.from_site, decided.returned.to_site) == (
        check.transfer.to_site,
        check.transfer.from_site,
    )


def test_nothing_goes_back_without_a_fault():
    check, devices = checked()
    for device in devices:
        judge(check, device)

    with pytest.raises(Refusal) as refused:
        workflow.decide_check(check=check, decision="returned", act=people.act(loire_manager()))
    assert refused.value.reason == "reason_needed"


def test_a_fault_on_a_device_not_drawn_counts_and_praise_does_not():
    check, devices = checked(7)
    drawn = {row.device_id for row in check.devices.all()}
    spare = next(device for device in devices if device.pk not in drawn)

    with pytest.raises(MoveNotAllowed):
        judge(check, spare)
    judge(check, spare, "dirty")

    assert queries.check_count(check).non_conforming == 1


def test_the_statement_counts_what_a_person_counts_by_hand():
    check, devices = checked(4, is_whole=True)
    Device.objects.filter(pk=devices[0].pk).update(grade="A")
    judge(check, devices[0], "screen")
    for device in devices[1:3]:
        judge(check, device)
    sender, receiver = check.transfer.from_site.organisation, check.transfer.to_site.organisation
    month = date(2026, 6, 1)
    workflow.agree(
        refurbisher=sender,
        receiver=receiver,
        most_permille=50,
        since=date(2026, 1, 1),
        source="Convention, art. 4",
        act=people.act(loire_manager()),
    )

    found = queries.statement(refurbisher=sender, receiver=receiver, month=month)

    assert [(row.category, row.received, row.checked, row.non_conforming) for row in found.rows] == [
        ("A", 1, 1, 1),
        ("B", 3, 2, 0),
    ]
    assert found.rate == pytest.approx(1 / 3)
    assert found.is_over
    assert found.total.in_stock == 4
    assert queries.statements_in(month, loire_manager())[0].received == 4
    assert queries.statements_in(date(2026, 7, 1), loire_manager()) == []
    before = queries.statement(refurbisher=sender, receiver=receiver, month=date(2025, 12, 1))
    assert (before.agreement, before.rate) == (None, None)


def test_only_the_receiver_says_what_was_agreed_and_issues_the_statement():
    check, _devices = checked()
    sender, receiver = check.transfer.from_site.organisation, check.transfer.to_site.organisation
    found = queries.statement(refurbisher=sender, receiver=receiver, month=date(2026, 6, 1))

    with pytest.raises(NotPermitted):
        workflow.issue_statement(statement=found, act=people.act(people.manager()))
    first = workflow.issue_statement(statement=found, act=people.act(loire_manager()))
    again_found = queries.statement(refurbisher=sender, receiver=receiver, month=date(2026, 6, 1))

    assert workflow.issue_statement(statement=again_found, act=people.act(loire_manager())) == first
    assert first.number.startswith("RR-2026-")


# Pages


def jpeg(tmp_path) -> bytes:
    Image.new("RGB", (40, 30), "grey").save(tmp_path / "a.jpg")
    return (tmp_path / "a.jpg").read_bytes()


def test_a_photo_is_judged_by_its_content_and_opened_by_both(as_, tmp_path):
    check, [device, other] = checked()
    page = f"/transfers/{check.transfer.ref}/check/"
    client = as_(loire_manager())
    fake = SimpleUploadedFile("a.jpg", b"<script>alert(1)</script>", "image/jpeg")

    refused = client.post(page + "verdict/", {"device": device.code, "reason": "screen", "photo": fake})
    assert refused.status_code == 400
    photo = SimpleUploadedFile("a.exe", jpeg(tmp_path), "application/x-msdownload")
    client.post(
        page + "verdict/", {"device": str(device), "reason": "screen", "photo": photo, "note": "coin"}
    )

    assert check.devices.get(device=device).photo.media_type == "image/jpeg"
    for who in (loire_manager, people.manager):
        answer = as_(who()).get(f"{page}photos/{device.code}/")
        assert b"".join(answer.streaming_content) == jpeg(tmp_path)
    assert as_(loire_manager()).get(f"{page}photos/{other.code}/").status_code == 404


def test_the_pages_follow_a_transfer_to_its_end(as_):
    check, devices = checked()
    page = f"/transfers/{check.transfer.ref}/"
    client = as_(loire_manager())

    for device in devices:
        client.post(page + "check/verdict/", {"device": device.code, "is_conforming": "on"})
    answer = client.post(page + "check/decide/", {"decision": "accepted"}, follow=True)

    assert "accepted" in answer.content.decode()
    assert client.get(page).status_code == 200
    statement = client.get("/statements/?month=2026-06").content.decode()
    assert "Atelier du Drac" in statement
    ids = (check.transfer.from_site.organisation.public_id, check.transfer.to_site.organisation.public_id)
    address = f"/statements/{ids[0]}/{ids[1]}/2026-06/"
    agreed = {"most_percent": "5", "since": "2026-01-01", "source": "Convention"}
    assert "5.0" in client.post(address + "agree/", agreed, follow=True).content.decode()
    rows = client.get(address + "table/").content.decode("utf-8-sig").splitlines()
    assert rows[1].startswith("B;2;2;0")
    assert client.post(address + "issue/").status_code == 302
    assert as_(people.stranger()).get(f"/statements/{ids[0]}/{ids[0]}/2026-06/").status_code == 404
    assert client.get(address.replace("2026-06", "junk")).status_code == 404
