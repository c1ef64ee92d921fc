"""The database has the last word on prices: raw SQL cannot go above the cap, nor copy a cap that is not in force."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from beneficiaries.models import Handover
from beneficiaries.states import HandoverStage
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db

SIGNED = "signature_method = 'paper', stage = 'done', handed_over_on = '2026-06-20'"


def write(handover, assignments):
    """Straight into the table, as no code of ours does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE beneficiaries_handover SET {assignments} WHERE id = %s", [handover.pk])


@pytest.fixture
def handover():
    """Planned, in a lane where at most 40 € may be charged."""
    factories.price_rule(cap_cents=9000, since=date(2026, 1, 1), until=date(2026, 1, 31), code="past")
    factories.price_rule(cap_cents=7000, since=date(2026, 2, 1), code="outdone")
    factories.price_rule(cap_cents=6000, type=None, since=date(2026, 3, 1), code="general")
    factories.price_rule(cap_cents=4000, since=date(2026, 3, 1), code="in-force")
    factories.price_rule(cap_cents=8000, since=date(2026, 7, 1), code="future")
    return factories.handover_at(HandoverStage.PLANNED)


def test_the_rule_in_force_is_accepted(handover):
    write(
        handover,
        f"lane = 'private_gift', cap_cents = 4000, cap_rule = 'in-force', price_cents = 4000, {SIGNED}",
    )

    assert Handover.objects.get(pk=handover.pk).price_cents == 4000


@pytest.mark.parametrize(
    ("cap", "rule"),
    [
        (9000, "past"),
        (7000, "outdone"),
        (6000, "general"),
        (8000, "future"),
        (4000, "invented"),
        (5000, "in-force"),
        (0, "no_rule"),
    ],
)
def test_a_cap_that_is_not_in_force_is_refused(handover, cap, rule):
    with pytest.raises(DatabaseError, match="differs from the price rule in force"):
        write(
            handover,
            f"lane = 'private_gift', cap_cents = {cap}, cap_rule = '{rule}', price_cents = 0, {SIGNED}",
        )


def test_the_lane_of_the_device_cannot_be_dressed_up(handover):
    with pytest.raises(DatabaseError, match="differs from the price rule in force"):
        write(
            handover, f"lane = 'purchase', cap_cents = 4000, cap_rule = 'in-force', price_cents = 0, {SIGNED}"
        )


@pytest.mark.parametrize("price", [4001, -1])
def test_a_price_above_the_cap_or_below_zero_is_refused(handover, price):
    with pytest.raises(IntegrityError):
        write(
            handover,
            f"lane = 'private_gift', cap_cents = 4000, cap_rule = 'in-force', price_cents = {price}, {SIGNED}",
        )


def test_a_hand_over_is_not_done_without_a_price_and_a_signature(handover):
    with pytest.raises(IntegrityError):
        write(handover, "stage = 'done'")


def test_a_price_is_final():
    handover = factories.handover_at(HandoverStage.DONE)

    for change in (
        "price_cents = NULL, cap_cents = NULL",
        "handed_over_on = '2020-01-01'",
        "cap_rule = 'other'",
    ):
        with pytest.raises(DatabaseError, match="final"):
            write(handover, change)


def test_without_any_rule_nothing_may_be_charged():
    handover = factories.handover_at(HandoverStage.PLANNED, device=factories.given_for_nothing())

    with pytest.raises(DatabaseError, match="differs from the price rule in force"):
        write(
            handover,
            f"lane = 'public_gift_free_only', cap_cents = 100, cap_rule = 'no_rule', price_cents = 0, {SIGNED}",
        )
    with pytest.raises(IntegrityError):
        write(
            handover,
            f"lane = 'public_gift_free_only', cap_cents = 0, cap_rule = 'no_rule', price_cents = 1, {SIGNED}",
        )


def test_hand_overs_and_events_are_never_deleted():
    handover = factories.handover_at(HandoverStage.DONE)

    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM beneficiaries_handoverevent WHERE handover_id = %s", [handover.pk])
