"""A batch in several hands at one moment: closed while something of it is refused, accepted twice, given back twice."""

import threading

from django.db import connection

from donors import workflow as donations
from donors.models import Donation
from donors.states import DonationStage, Party
from inventory import workflow
from inventory.states import Move, Stage
from inventory.workflow.refusals import NothingRefused
from reuse.core.refusals import MoveNotAllowed
from reuse.documents.kinds import Kind
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import announced


def at_once(*verbs):
    """Each in a thread of its own, let go together; what each came to, a refusal by the name of its class."""
    start, told = threading.Barrier(len(verbs)), {}

    def attempt(nth, verb):
        start.wait()
        try:
            told[nth] = verb()
        except Exception as refusal:  # noqa: BLE001 - told to the test
            told[nth] = type(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=one) for one in enumerate(verbs)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=60)
    return [told[nth] for nth in range(len(verbs))]


def two_here():
    """A batch with two devices received, all that it announced."""
    donation = donation_at(DonationStage.ACCEPTED)
    donation.lines.all().delete()
    devices = announced(2, donation=donation)
    for device in devices:
        workflow.move(device=device, move=Move.RECEIVE, act=people.act(people.technician()))
    return Donation.objects.select_related("donor", "receiver", "site").get(pk=donation.pk), devices


def test_a_refusal_stands_on_the_slip_or_comes_too_late(committed):
    donation, [device, _other] = two_here()
    closing, refusing = (people.act(who()) for who in (people.manager, people.technician))
    facts = workflow.slip_facts(donation, remarks="", act=closing)

    slip, refused = at_once(
        lambda: workflow.close(donation=donation, facts=facts, act=closing),
        lambda: workflow.refuse(devices=[device], reason="too_old", words="", act=refusing),
    )

    device.refresh_from_db()
    listed = [one["code"] for one in slip.facts["refused"]]
    assert refused is MoveNotAllowed or refused[0].pk == device.pk
    assert listed == ([device.code] if device.refused_at else [])
    assert slip.facts["kept"] == 2 - len(listed)


def test_devices_refused_at_once_are_refused_once_each(committed):
    _donation, devices = two_here()
    acts = [people.act(people.technician()) for _each in range(2)]

    told = at_once(
        lambda: workflow.refuse(devices=devices, reason="too_old", words="", act=acts[0]),
        lambda: workflow.refuse(devices=devices[::-1], reason="locked", words="", act=acts[1]),
    )

    assert sorted(str(one) for one in map(type, told)) == sorted(str(one) for one in (list, type))
    assert MoveNotAllowed in told


def test_one_slip_for_what_two_people_give_back(committed):
    donation, devices = two_here()
    workflow.refuse(devices=devices, reason="too_old", words="", act=people.act(people.technician()))
    act = people.act(people.manager())

    told = at_once(*[lambda: workflow.give_back(donation=donation, act=act)] * 2)

    assert told.count(NothingRefused) == 1
    assert donation.documents.filter(kind=Kind.RETURN_SLIP).count() == 1
    assert {one.stage for one in donation.devices.all()} == {Stage.RETURNED_TO_DONOR}


def test_a_batch_accepted_twice_has_one_agreement(committed):
    donation, act = donation_at(DonationStage.ANNOUNCED), people.act(people.manager())

    def accept():
        return donations.accept(
            donation=donation,
            signer_name="Sonia Manager",
            signer_function="Responsable",
            statements=donations.STATEMENTS[Party.RECEIVER],
            facts={},
            act=act,
        )

    told = at_once(accept, accept)

    assert told.count(MoveNotAllowed) == 1
    assert donation.documents.filter(kind=Kind.GIFT_AGREEMENT).count() == 1
