"""The only module that writes what people state with a source: needs, jobs, social outcomes."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries.workflow.personal import refuse_personal_data
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.refusals import Refusal
from reuse.reports.codes import Area
from reuse.reports.models import NEEDS, Stated


class WrongStatement(Refusal):
    """A statement that does not hold together."""

    reason = "wrong_statement"


@transaction.atomic
def state_all(
    *,
    kind: str,
    told: Mapping[Area, int],
    since: date,
    until: date | None = None,
    source: str,
    source_url: str = "",
    act: Act,
) -> list[Stated]:
    """Write one source's numbers of several territories, or none of them."""
    return [
        state(
            kind=kind,
            area=area,
            quantity=quantity,
            since=since,
            until=until,
            source=source,
            source_url=source_url,
            act=act,
        )
        for area, quantity in told.items()
    ]


@transaction.atomic
def state(
    *,
    kind: str,
    area: Area,
    quantity: int,
    since: date,
    until: date | None = None,
    source: str,
    source_url: str = "",
    act: Act,
) -> Stated:
    """Write a number with its source. It holds from its first day until a later row of the same kind and place."""
    act.require(Permission.TARGET_SET)
    if until and until < since:
        raise WrongStatement(_("The last day is not before the first."))
    if kind in NEEDS and not quantity:
        raise WrongStatement(_("A need is one at least: coverage is measured against it."))
    if not source.strip():
        raise WrongStatement(_("Say where the number comes from."))
    refuse_personal_data(source)
    return Stated.objects.create(
        kind=kind,
        area=area.kept(),
        quantity=quantity,
        since=since,
        until=until,
        source=source.strip(),
        source_url=source_url,
        by=act.by,
        at=act.at,
    )
