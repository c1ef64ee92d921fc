"""What a person decides of a report, and who opens its original."""

import pytest

from inventory import evidence, workflow
from inventory.models import Device, Evidence, EvidenceDecision
from inventory.workflow.refusals import OtherDevice, ReasonNeeded
from reuse.accounts.models import AccessRecord
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from tests import people
from tests.inventory.test_inbox import ATTACHED, WAITING, original, received, take
from tests.inventory.test_views_evidence import lshw

pytestmark = pytest.mark.django_db


# What a person decides


def test_a_report_of_another_machine_is_refused_and_keeps_waiting():
    [device] = received("PC-0001")
    [kept] = take(lshw("MJ03N2N9"))

    with pytest.raises(OtherDevice, match=r"MJ03N2N9.*PC-0001"):
        workflow.assign(evidence=kept, device=device, act=people.act(people.technician()))

    kept.refresh_from_db()
    assert (kept.device, kept.state) == (None, WAITING)
    assert not device.evidence.exists()


def test_a_corrected_serial_number_lets_a_refused_report_in():
    [device] = received("PC-0001")
    content = lshw("NEW-BOARD-1")

    def attach():
        return workflow.attach_evidence(device=device, content=content, name="a.json", media_type="x/y", reading=evidence.read(content, name="a").as_json(), act=people.act(people.technician()))  # fmt: skip

    assert attach().state == Evidence.State.OTHER_DEVICE
    item = workflow.Item(identifiers={"serial": "NEW-BOARD-1"})
    workflow.describe(device=device, item=item, act=people.act(people.technician()))

    assert attach().state == ATTACHED
    assert device.media.get().serial == "WD-55"


def test_a_report_that_counted_stays_when_the_device_is_named_otherwise_later():
    [device] = received("PC-0001")
    take(lshw("PC-0001"))
    device.identifiers.filter(kind="serial").update(value="OTHER-1", normalised="OTHER1")

    def drop():
        content = lshw("PC-0001")
        return workflow.attach_evidence(device=device, content=content, name="a.json", media_type="x/y", reading=evidence.read(content, name="a").as_json(), act=people.act(people.technician()))  # fmt: skip

    assert drop().state == ATTACHED
    assert device.evidence.count() == device.media.count() == 1


def test_a_format_learnt_since_is_read_when_the_file_is_dropped_again():
    [device] = received("PC-0001")
    act = people.act(people.technician())
    content = lshw("PC-0001")
    unknown = evidence.read(b"not a report", name="x").as_json()
    known = evidence.read(content, name="a").as_json()

    states = [
        workflow.attach_evidence(
            device=device, content=content, name="a", media_type="x/y", reading=reading, act=act
        ).state
        for reading in (unknown, known, known)
    ]

    assert states == [Evidence.State.UNREADABLE, ATTACHED, ATTACHED]
    assert device.media.get().serial == "WD-55"


def test_a_person_gives_sets_aside_and_brings_back_each_with_a_name():
    [device] = received("")
    [kept] = take(lshw(""))
    who = people.technician()

    with pytest.raises(ReasonNeeded):
        workflow.set_aside(evidence=kept, reason=" ", act=people.act(who))
    workflow.set_aside(evidence=kept, reason="Doublon", act=people.act(who))
    workflow.bring_back(evidence=kept, act=people.act(who))
    workflow.assign(evidence=kept, device=device, act=people.act(people.colleague()))

    assert list(EvidenceDecision.objects.order_by("pk").values_list("kind", "reason", "by__name")) == [
        ("set_aside", "Doublon", "Nadia Benali"),
        ("brought_back", "", "Nadia Benali"),
        ("assigned", "", "Paul Roux"),
    ]
    assert device.media.get().serial == "WD-55"
    with pytest.raises(MoveNotAllowed):
        workflow.assign(evidence=kept, device=device, act=people.act(who))


def test_nobody_decides_of_anothers_report_or_without_the_right():
    [device] = received("PC-0001")
    [kept] = take(lshw("PC-0404"))

    for person in (people.stranger(), people.social_worker(), people.donor()):
        with pytest.raises((NotPermitted, MoveNotAllowed)):
            workflow.assign(evidence=kept, device=device, act=people.act(person))
        with pytest.raises((NotPermitted, MoveNotAllowed)):
            workflow.set_aside(evidence=kept, reason="x", act=people.act(person))


# Originals


def test_originals_follow_the_device_to_the_workshop_that_holds_it_and_each_opening_is_recorded():
    [device] = received("PC-0001")
    [kept] = take(lshw("PC-0001"))
    other = people.stranger()

    with pytest.raises(NotPermitted):
        original(kept, other)
    # What a transfer to another workshop leaves behind.
    Device.objects.filter(pk=device.pk).update(holder=other.organisation, site=other.site)
    kept = Evidence.objects.get(pk=kept.pk)

    assert original(kept, other) == lshw("PC-0001")
    with pytest.raises(NotPermitted):
        original(kept)
    assert original(kept, people.administrator())
    assert AccessRecord.objects.filter(subject=str(kept.file.public_id)).count() == 2
