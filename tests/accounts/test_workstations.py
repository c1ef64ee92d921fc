"""Workstations, badges and PINs: what each of them opens, alone and together, and what a wrong try costs."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from reuse.accounts import workflow
from reuse.accounts import workstations as stations
from reuse.accounts.models import Badge, BadgeRecord, Membership, Pin, Workstation
from reuse.accounts.roles import NEEDS_FULL_LOGIN, Permission
from reuse.accounts.workflow import pins, switching
from reuse.core.ledger import AppendOnlyViolation
from reuse.core.refusals import NotPermitted, Refusal
from tests import people

pytestmark = pytest.mark.django_db
NOW = people.NOON + timedelta(hours=3)
CODE, OTHER_CODE = "BCDEFGHJK", "CDEFGHJKN"
PIN, WRONG = "739518", "739519"


@pytest.fixture
def bench():
    """A registered workstation of the workshop."""
    return registered(people.manager())


@pytest.fixture
def badge(bench):
    """The technician's badge; the PIN is 739518."""
    return badge_of(people.technician())


def registered(manager, name="Bench 1"):
    workstation, _secret = workflow.register_workstation(
        name=name, site=manager.site, replaces=None, act=people.act(manager)
    )
    return workstation


def badge_of(membership, code=CODE, pin=PIN):
    if pin:
        workflow.choose_pin(user=membership.user, pin=pin, now=people.NOON)
    return workflow.give_badge(membership=membership, code=code, act=people.act(people.administrator()))


def switch(bench, pin=PIN, *, code=CODE, now=NOW):
    return workflow.switch(code=code, pin=pin, workstation=bench, now=now)


def refused(bench, pin=PIN, **changes):
    """The reason and the sentence of a refused switch."""
    with pytest.raises(Refusal) as caught:
        switch(bench, pin, **changes)
    return caught.value.reason, caught.value.message


def test_a_badge_and_its_pin_name_the_person_who_takes_over(bench, badge):
    assert switch(bench) == badge

    record = BadgeRecord.objects.latest("pk")
    assert (record.kind, record.by, record.workstation, record.code) == (
        "switched",
        badge.membership.user,
        bench,
        CODE,
    )


def test_a_badge_alone_opens_nothing(bench, badge):
    assert refused(bench, "")[0] == "not_together"


def test_five_wrong_pins_lock_it_and_the_right_one_waits(bench, badge):
    answers = [refused(bench, WRONG)[0] for _try in range(5)]

    assert answers == ["not_together"] * 4 + ["locked"]
    assert refused(bench, now=NOW + timedelta(minutes=9, seconds=59)) == (
        "locked",
        refused(bench, WRONG, now=NOW + timedelta(minutes=9, seconds=30))[1],
    )
    assert switch(bench, now=NOW + timedelta(minutes=10)) == badge


def test_the_lock_says_how_long_to_wait(bench, badge, settings):
    settings.LANGUAGE_CODE = "en"
    for _try in range(5):
        refused(bench, WRONG)

    assert "10 minutes" in refused(bench)[1]
    assert "3 minutes" in refused(bench, now=NOW + timedelta(minutes=7))[1]


def test_each_five_more_wrong_tries_double_the_lock(bench, badge):
    for _try in range(5):
        refused(bench, WRONG)
    later = NOW + timedelta(minutes=11)
    for _try in range(5):
        refused(bench, WRONG, now=later)

    assert refused(bench, now=later + timedelta(minutes=19))[0] == "locked"
    assert switch(bench, now=later + timedelta(minutes=20))
    assert pins.lock_after(1000) == timedelta(days=1)


def test_the_right_pin_forgets_the_wrong_tries(bench, badge):
    for _try in range(4):
        refused(bench, WRONG)
    switch(bench)

    assert Pin.objects.get().failures == 0
    assert refused(bench, WRONG)[0] == "not_together"


def test_a_manager_unlocks(bench, badge):
    for _try in range(5):
        refused(bench, WRONG)

    workflow.unlock_pin(membership=badge.membership, act=people.act(people.manager()))

    assert switch(bench) == badge


def test_a_pin_withdrawn_opens_nothing_until_another_is_chosen(bench, badge):
    workflow.withdraw_pin(membership=badge.membership, act=people.act(people.manager()))

    assert refused(bench)[0] == "not_together"
    workflow.choose_pin(user=badge.membership.user, pin="904527", now=NOW)
    assert switch(bench, "904527") == badge


def test_wrong_badge_wrong_pin_and_no_pin_give_the_same_sentences(bench, badge):
    """Five tries each: who has a badge here, and a PIN, is told to nobody."""
    badge_of(people.colleague(), OTHER_CODE, pin="")

    wrong_pin = [refused(bench, WRONG) for _try in range(6)]
    no_pin = [refused(bench, WRONG, code=OTHER_CODE) for _try in range(6)]
    no_badge = [refused(bench, WRONG, code="DEFGHJKNP") for _try in range(6)]

    assert wrong_pin == no_pin == no_badge


def test_what_is_no_code_locks_nobody(bench, badge):
    assert {refused(bench, WRONG, code="")[0] for _try in range(7)} == {"not_together"}


def test_an_ended_badge_opens_nothing(bench, badge):
    workflow.end_badge(badge=badge, act=people.act(people.manager()))

    assert refused(bench)[0] == "not_together"


def test_a_new_badge_ends_the_former(bench, badge):
    badge_of(badge.membership, OTHER_CODE)

    assert refused(bench)[0] == "not_together"
    assert switch(bench, code=OTHER_CODE).membership == badge.membership
    assert Badge.objects.filter(ended_at=None).count() == 1


def test_an_ended_role_or_a_closed_account_opens_nothing(bench, badge):
    Membership.objects.filter(pk=badge.membership.pk).update(until=NOW.date() - timedelta(days=1))
    assert refused(bench)[0] == "not_together"

    Membership.objects.filter(pk=badge.membership.pk).update(until=NOW.date())
    assert switch(bench)

    badge.membership.user.is_active = False
    badge.membership.user.save()
    assert refused(bench)[0] == "not_together"


def test_another_organisations_badge_opens_nothing(bench):
    badge_of(people.stranger())

    assert refused(bench)[0] == "not_together"


def test_a_workstation_refuses_whoever_comes_after_twenty_wrong_tries(bench, badge):
    for number in range(20):
        refused(bench, WRONG, code=f"NOBODY{number:03d}")

    assert refused(bench)[0] == "locked"
    assert switch(registered(people.manager(), "Bench 2"))
    assert switch(bench, now=NOW + switching.FLOOD_TIME)


@pytest.mark.parametrize(
    "pin",
    ["", "7305", "1234567890123", "73051a", "７３９５１８", "000000", "121212", "123123", "112122", "123456",
     "654321", "890123", "140789", "890714", "14071989", "19890714"],
)  # fmt: skip
def test_a_pin_that_would_be_guessed_first_is_refused(pin):
    user = people.technician().user

    with pytest.raises(workflow.WeakPin):
        workflow.choose_pin(user=user, pin=pin, now=NOW)

    assert not Pin.objects.exists()


@pytest.mark.parametrize("pin", ["739518", "904527", "98765432101", "204060"])
def test_a_pin_that_nobody_guesses_is_kept_as_a_digest(pin):
    workflow.choose_pin(user=people.technician().user, pin=pin, now=NOW)

    kept = Pin.objects.get().hash
    assert pin not in kept
    assert pins.is_right(pin, kept)
    assert not pins.is_right(pin[:-1], kept)


def test_a_stolen_database_does_not_tell_a_pin_without_the_installations_key(settings):
    workflow.choose_pin(user=people.technician().user, pin=PIN, now=NOW)
    kept = Pin.objects.get().hash

    settings.FIELD_KEYS = ("another key",)

    assert not pins.is_right(PIN, kept)


def test_only_a_manager_and_only_of_their_own_workshop():
    technician, stranger = people.technician(), people.stranger()
    manager, administrator = people.manager(), people.administrator()

    for act, site, membership in (
        (people.act(technician), technician.site, technician),
        (people.act(manager), stranger.site, stranger),
        (people.act(people.coordinator()), technician.site, technician),
    ):
        with pytest.raises(NotPermitted):
            workflow.register_workstation(name="X", site=site, replaces=None, act=act)
        with pytest.raises(NotPermitted):
            workflow.give_badge(membership=membership, code=CODE, act=act)
        with pytest.raises(NotPermitted):
            workflow.withdraw_pin(membership=membership, act=act)
        with pytest.raises(NotPermitted):
            workflow.unlock_pin(membership=membership, act=act)
    given = workflow.give_badge(membership=stranger, code=CODE, act=people.act(administrator))
    with pytest.raises(NotPermitted):
        workflow.end_badge(badge=given, act=people.act(manager))
    with pytest.raises(NotPermitted):
        workflow.give_badge(membership=people.social_worker(), code=OTHER_CODE, act=people.act(administrator))


def test_a_badge_session_holds_no_permission_that_asks_for_the_password():
    boss = people.administrator()
    boss.by_badge = True

    assert not any(boss.may(permission) for permission in NEEDS_FULL_LOGIN)
    assert boss.may(Permission.DEVICE_VIEW)


def test_registering_a_browser_again_ends_what_it_was(bench):
    manager = people.manager()

    workflow.register_workstation(name="Bench 2", site=manager.site, replaces=bench, act=people.act(manager))

    assert [str(one) for one in Workstation.objects.filter(ended_at=None)] == ["Bench 2"]
    assert [str(one) for one in stations.workstations_for(manager)] == ["Bench 2"]


def test_what_happened_is_never_changed(bench):
    record = BadgeRecord.objects.get()

    with pytest.raises(AppendOnlyViolation):
        record.save()
    with pytest.raises(AppendOnlyViolation):
        BadgeRecord.objects.update(code="")


def together(calls):
    """What each call raised or returned, all started at once."""
    start, outcomes = threading.Barrier(len(calls)), []

    def race(call):
        start.wait()
        try:
            outcomes.append(call())
        except Refusal as refusal:
            outcomes.append(refusal.reason)
        finally:
            connections.close_all()

    racers = [threading.Thread(target=race, args=(call,)) for call in calls]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    return outcomes


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tries", [2, 4])
def test_wrong_tries_at_once_are_all_counted(tries):
    bench = registered(people.manager())
    badge_of(people.technician())

    assert together([lambda: switch(bench, WRONG)] * tries) == ["not_together"] * tries
    assert Pin.objects.get().failures == tries


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_a_volley_of_tries_judges_five_and_no_more(monkeypatch):
    """Eight tries sent at once are five tries."""
    bench = registered(people.manager())
    badge_of(people.technician())
    judged, look = [], pins.is_right
    monkeypatch.setattr(
        pins, "is_right", lambda pin, digest: judged.append(bool(digest)) or look(pin, digest)
    )

    outcomes = together([lambda: switch(bench, WRONG)] * 8)

    assert sum(judged) == 5
    assert outcomes.count("locked") == 4
    assert Pin.objects.get().failures == 5
