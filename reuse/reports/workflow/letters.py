"""The monthly letter: on the first working day the figures of the month before, once to each who wants them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.http import urlencode

from reuse.accounts import mails
from reuse.accounts.models import Membership, Site, StoppedLetter
from reuse.accounts.roles import Role
from reuse.accounts.workflow import letters
from reuse.documents.wording import period as words
from reuse.reports.models import MonthlyLetter
from reuse.reports.queries import monthly as queries
from reuse.reports.queries import rollups

KIND: Final = "monthly"
DAYS: Final = 10  # of a month, within which a letter that could not be sent still is


def send_monthly(*, now: datetime, on: date) -> int:
    """Leave the letters that are due; how many. Whoever had the month's letter, or wants none, gets none."""
    if not queries.first_working_day(on) <= on <= on.replace(day=DAYS):
        return 0
    first = queries.month_before(on)
    waiting = list(_waiting(first, on))
    if not waiting:
        return 0
    read = queries.monthly(first)
    sites: dict[int, list[Site]] = {}
    for site in Site.objects.filter(organisation__in={one.organisation_id for one in waiting}):
        sites.setdefault(site.organisation_id, []).append(site)
    return sum(
        _send(one, read.for_(one, [one.site] if one.site else sites.get(one.organisation_id, [])), now)
        for one in waiting
    )


def _waiting(first: date, on: date) -> Iterator[Membership]:
    sent = MonthlyLetter.objects.filter(membership=OuterRef("pk"), month=first)
    unwanted = StoppedLetter.objects.filter(user=OuterRef("user"), kind=KIND)
    found = Membership.objects.current(on).filter(role__in=queries.READERS)
    yield from (
        found.exclude(Exists(sent)).exclude(Exists(unwanted)).select_related("user", "organisation", "site")
    )


@transaction.atomic
def _send(membership: Membership, month: queries.Month, now: datetime) -> bool:
    """One letter, once: the row that says so is written first. Of two months without anything there is none."""
    _row, is_new = MonthlyLetter.objects.get_or_create(
        membership=membership, month=month.first, defaults={"sent_at": now}
    )
    if not is_new or month.is_empty:
        return False
    stop_url = letters.link(membership.user, KIND)
    with translation.override(membership.user.language):
        context = {
            "name": "",  # figures and a link, nothing of the reader's
            "month": date_format(month.first, "F Y"),
            "lines": [(words.FIGURES[figure], count, before) for figure, count, before in month.lines],
            "of": _of(membership),
            "url": mails.address(_page(membership, month.first)),
            "stop_url": stop_url,
        }
    mails.send(to=membership.user, template="reports/mail/monthly", context=context, stop_url=stop_url)
    return True


def _page(membership: Membership, first: date) -> str:
    """Where each reads on, whenever they open it: a donor the year, the others the figures of the month."""
    if membership.role == Role.DONOR:
        return reverse("reports:yearly-of", args=[first.year])
    last = rollups.next_month(first) - timedelta(days=1)
    wanted = {"since": first.isoformat(), "until": last.isoformat()}
    if membership.role == Role.WORKSHOP_MANAGER and membership.site:
        wanted["area"] = f"site:{membership.site.public_id}"
    elif membership.role == Role.WORKSHOP_MANAGER:
        wanted["organisation"] = str(membership.organisation.public_id)
    return f"{reverse('reports:figures')}?{urlencode(wanted)}"


def _of(membership: Membership) -> str:
    """Whose figures these are: a site, an organisation, or nothing for the network."""
    match membership.role:
        case Role.DONOR:
            return membership.organisation.name
        case Role.WORKSHOP_MANAGER:
            return membership.site.name if membership.site else membership.organisation.name
        case _:
            return ""
