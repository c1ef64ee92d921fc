"""Forgetting changes no figure: everything is anonymised, every figure is made again, each is the same."""

from dataclasses import asdict
from datetime import date, timedelta

import pytest

from beneficiaries import workflow
from beneficiaries.codes import Kept
from beneficiaries.models import (
    AllocationEvent,
    HandoverEvent,
    HandoverSignature,
    Identity,
    KeepingRule,
    Request,
    RequestEvent,
)
from beneficiaries.states import HandoverStage, RequestStage
from reuse.accounts.models import LegalKind
from reuse.reports import queries
from reuse.reports.queries.targets import received
from reuse.reports.queries.yearly import yearly
from reuse.reports.workflow import set_target
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db
SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)


def every_figure() -> dict[str, object]:
    """All that reuse.reports tells of a year, whatever the table."""
    target = set_target(
        act=people.act(people.coordinator()), name={"fr": "10"}, quantity=10, since=SINCE, until=UNTIL
    )
    progress = asdict(queries.progress(target, as_of=UNTIL))
    progress.pop("target")
    donor = people.donor(LegalKind.COMPANY).organisation
    return {
        "progress": progress,
        "handed_over": list(queries.handed_over(SINCE, UNTIL).order_by("pk").values()),
        "received": list(received(SINCE, UNTIL).order_by("pk").values()),
        "declared": queries.declared_hand_overs(),
        "yearly": repr(yearly(donor, 2026, now=people.NOON, today=UNTIL)),
        **{by: queries.figures(SINCE, UNTIL, by=by) for by in ("", *queries.SLICES)},
    }


def ledger_dimensions() -> list[object]:
    """What figures of equity rest on: the coarse dimensions in the events."""
    forgetting = ("anonymised", "signature_forgotten")
    return [
        event
        for ledger in (RequestEvent, AllocationEvent, HandoverEvent)
        for event in ledger.objects.exclude(kind__in=forgetting)
        .order_by("pk")
        .values("kind", "move", "to_stage", "on", "details")
    ]


def test_everything_is_forgotten_and_every_figure_stays_the_same():
    done = factories.handover_at(HandoverStage.DONE)
    factories.handover_at(HandoverStage.RETURNED)
    cancelled = factories.request_at(RequestStage.CANCELLED)
    declined = factories.request_at(RequestStage.DECLINED)
    KeepingRule.objects.exclude(code=Kept.READINGS).update(days=0)
    figures, dimensions = every_figure(), ledger_dimensions()

    workflow.forget_due(people.NOON + timedelta(days=2000))

    for request in (done.request, cancelled, declined):
        assert factories.again(request).commune == ""
    assert not Identity.objects.exists()
    assert not HandoverSignature.objects.exists()
    assert (
        Request.objects.exclude(commune="").count() == 1
    )  # of the device that came back: its request waits again
    again = every_figure()
    for name, figure in figures.items():
        assert again[name] == figure, name
    assert ledger_dimensions() == dimensions
