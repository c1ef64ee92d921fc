"""Two people drop the same reports, or decide about one, at the same instant: it happens once."""

import threading

import pytest
from django.db import connections

from inventory import evidence, workflow
from inventory.models import Evidence, EvidenceDecision
from reuse.core.refusals import Refusal
from tests import people
from tests.inventory.test_inbox import received
from tests.inventory.test_views_evidence import lshw

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.django_db(transaction=True)]


def race(*verbs):
    """Each verb in a thread of its own, all let go at once; what each answered."""
    start, answers = threading.Barrier(len(verbs)), []

    def run(verb):
        start.wait()
        try:
            answers.append(verb())
        except Refusal as refusal:
            answers.append(refusal)
        finally:
            connections.close_all()

    racers = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert len(answers) == len(verbs)
    return answers


def taking_in(act, content, name="a.json"):
    reading = evidence.read(content, name=name).as_json()
    return lambda: workflow.take_in(
        file=workflow.keep_report(content, name, act), name=name, reading=reading, donation=None, act=act
    )


@pytest.mark.parametrize("serial", ["PC-0001", "PC-0404"])
def test_the_same_report_dropped_twice_at_once_is_one(serial):
    [device] = received("PC-0001")
    at = people.act(people.technician()).at
    acts = [people.act(one, at) for one in (people.technician(), people.colleague())]

    race(*(taking_in(act, lshw(serial)) for act in acts))

    kept = Evidence.objects.get()
    assert kept.device == (device if serial == "PC-0001" else None)
    assert device.media.count() == (serial == "PC-0001")


def test_of_two_people_who_decide_at_once_one_is_told_that_the_other_did():
    [device] = received("")
    [kept] = taking_in(people.act(people.technician()), lshw(""))()
    at = people.act(people.technician()).at
    mine, yours = people.act(people.technician(), at), people.act(people.colleague(), at)

    answers = race(
        lambda: workflow.assign(evidence=kept, device=device, act=mine),
        lambda: workflow.set_aside(evidence=kept, reason="Doublon", act=yours),
    )

    assert sorted(type(one).__name__ for one in answers) == ["Evidence", "MoveNotAllowed"]
    assert EvidenceDecision.objects.count() == 1
