"""The only module that writes what public bodies state of their year: a version at a time, none ever changed."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.refusals import NotPermitted, Refusal
from reuse.reports.models import ReuseStatement

FIRST_YEAR = 2023  # of the decree


class StatementRefused(Refusal):
    """A statement of a year nobody may state, or without anything in it."""

    reason = "statement_refused"


@transaction.atomic
def state_reuse(
    *, year: int, stock: int | None, routes: Sequence[tuple[str, int]], act: Act
) -> ReuseStatement:
    """Say what equipment was reformed and in stock on 1 January, and what went to reuse by other ways."""
    act.require(Permission.DONATION_REGISTER)
    if not act.organisation.is_public_body:
        raise NotPermitted(_("The reuse rate concerns public bodies only."))
    if not FIRST_YEAR <= year <= act.on.year:
        raise StatementRefused(
            _("The rate exists from %(first)d on, and up to this year.") % {"first": FIRST_YEAR}
        )
    return ReuseStatement.objects.create(
        organisation=act.organisation,
        year=year,
        stock=stock,
        routes=[{"words": words, "quantity": quantity} for words, quantity in routes],
        by=act.by,
        at=act.at,
    )
