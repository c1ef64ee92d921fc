"""The only module that draws audit samples: each draw is written down before anything of it is read."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from reuse.accounts.acting import Act
from reuse.accounts.models import AccessRecord
from reuse.accounts.roles import Permission
from reuse.core import chance
from reuse.core.refusals import Refusal
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job
from reuse.reports.models import AuditSample
from reuse.reports.queries import period
from reuse.reports.queries import samples as queries

AUDIT_SAMPLE: Final = "audit_sample"
MOST: Final = 200


class NothingToDraw(Refusal):
    """The number counts no device."""

    reason = "nothing_to_draw"


def ask_for_sample(
    *,
    figure: str,
    span: tuple[date, date],
    narrowing: Mapping[str, Any],
    seed: str,
    size: int,
    act: Act,
) -> Job:
    """Ask for a sample of the devices behind a number; without a seed one is made up, and printed."""
    act.require(Permission.AUDIT_SAMPLE)
    params = {
        "figure": figure,
        "since": span[0].isoformat(),
        "until": span[1].isoformat(),
        "narrowing": dict(narrowing),
        "seed": seed or chance.token_hex(4),
        "size": min(size, MOST),
        "language": act.by.language,
    }
    return jobs.enqueue(kind=AUDIT_SAMPLE, params=params, act=act, total=size)


def draw(*, asked: Mapping[str, Any], codes: Sequence[str], act: Act) -> AuditSample:
    """Draw, and write down what came out. In the caller's transaction."""
    act.require(Permission.AUDIT_SAMPLE)
    if not codes:
        raise NothingToDraw(_("This number counts no device: there is nothing to draw."))
    sample = AuditSample.objects.create(
        figure=asked["figure"],
        since=date.fromisoformat(asked["since"]),
        until=date.fromisoformat(asked["until"]),
        narrowing=asked["narrowing"],
        seed=asked["seed"],
        size=asked["size"],
        population=len(codes),
        last_event=period.last_event(),
        codes=queries.drawn(codes, seed=asked["seed"], size=asked["size"]),
        by=act.by,
        organisation=act.organisation,
        at=act.recorded_at,
    )
    AccessRecord.objects.create(
        by=act.by,
        organisation=act.organisation,
        kind=AccessRecord.OPENED_FILE,
        subject=str(sample.public_id),
        purpose="audit sample",
        at=act.recorded_at,
    )
    return sample
