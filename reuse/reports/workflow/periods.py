"""The only module that issues reports of a period: a job takes their facts, a number freezes them, files are kept."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from inventory.models import DeviceEvent
from inventory.states import EventKind, Move
from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.models import Organisation, Retention, Site
from reuse.accounts.roles import Permission, Reach
from reuse.core import tables
from reuse.core.refusals import NotPermitted, Refusal
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job
from reuse.reports.models import PeriodReport
from reuse.reports.queries import period as queries
from reuse.reports.queries.rollups import EARLIEST

PERIOD_REPORT: Final = "period_report"
MOST_DAYS: Final = 3700
# What figures are counted from.
MOVES: Final = (
    Move.RECEIVE,
    Move.RELEASE,
    Move.HAND_OVER,
    Move.TAKE_BACK,
    Move.RECYCLE,
    Move.STRIP,
    Move.DIVERT,
)
KINDS: Final = (EventKind.ANNOUNCED, EventKind.MEDIUM_ERASED, EventKind.NO_STORAGE, EventKind.NOT_GOING_BACK)
Writers = dict[str, Callable[[BytesIO], None]]


class WrongSpan(Refusal):
    """A report tells days that are over, in order, ten years of them at most."""

    reason = "wrong_span"


def ask_for_report(*, since: date, until: date, site: Site | None, language: str, act: Act) -> Job:
    """Ask for the report of a period, of the network or of one site."""
    may_report_on(site, act)
    if not EARLIEST <= since <= until <= act.on or (until - since).days > MOST_DAYS:
        raise WrongSpan(_("Give two days in order, neither to come, less than ten years apart."))
    params = {"since": since.isoformat(), "until": until.isoformat(), "site": site and site.pk}
    return jobs.enqueue(kind=PERIOD_REPORT, params={**params, "language": language}, act=act, total=2)


def may_report_on(site: Site | None, act: Act) -> None:
    """Raise NotPermitted unless the acting role sees the whole network, or the site is of its own organisation."""
    act.require(Permission.REPORT_VIEW)
    reach = act.membership.description.reach
    own = site is not None and site.organisation_id == act.organisation.pk and reach == Reach.SITES
    if reach != Reach.NETWORK and not own:
        raise NotPermitted(_("Your role does not allow this."))


def issue_report(*, facts: dict[str, Any], site: Site | None, act: Act, language: str) -> PeriodReport:
    """Number a report of these facts."""
    may_report_on(site, act)
    issuer = Organisation.objects.filter(is_network=True).order_by("pk").first() or act.organisation
    readers = [site.organisation] if site else []
    document = documents.issue(
        kind=Kind.PERIOD_REPORT,
        issuer=issuer,
        facts=facts,
        act=act,
        language=language,
        readers=[*readers, act.organisation],
    )
    event = facts["as_of"]["event"]
    return PeriodReport.objects.create(
        document=document,
        since=date.fromisoformat(facts["since"]),
        until=date.fromisoformat(facts["until"]),
        site=site,
        last_event=event,
        seen_event=event,
        seen_at=act.recorded_at,
    )


@transaction.atomic
def keep_files(*, report: PeriodReport, writers: Writers, act: Act) -> None:
    """Keep the workbook and the table with the bytes they have now, once."""
    locked = PeriodReport.objects.select_for_update().get(pk=report.pk)
    if locked.workbook_id and locked.table_id:
        return
    kept = {}
    for kind, write in writers.items():
        to = BytesIO()
        write(to)
        kept[kind] = files.keep(
            to,
            name=f"{report.document.number}.{kind}",
            media_type=tables.MEDIA_TYPES[kind],
            retention=Retention.DOCUMENT,
            owner=report.document.issuer,
            act=act,
        )
    locked.workbook, locked.table = kept[tables.XLSX], kept[tables.CSV]
    locked.save(update_fields=["workbook", "table"])


def note_changes(*, now: datetime) -> int:
    """Count, for each report, the events written since that fall into its period; how many reports were looked at.

    Each event is read once for a report: the count goes on from the event it had reached.
    """
    last = queries.last_event()
    behind = PeriodReport.objects.filter(seen_event__lt=last, document__voided_at=None)
    for report in behind.select_related("document", "site"):
        _note(report, last, now)
    return len(behind)


def _note(report: PeriodReport, last: int, now: datetime) -> None:
    span = (report.since, report.until)
    written = DeviceEvent.objects.filter(pk__gt=report.seen_event, pk__lte=last)
    if report.site:
        written = written.filter(Q(site=report.site) | Q(device__site=report.site))
    late = written.filter(_telling(""), on__range=span)
    corrected = written.filter(_telling("corrects__"), corrects__on__range=span)
    told = {
        "late": _added(report.since_then.get("late", {}), late.values_list("move", "kind")),
        "corrected": _added(
            report.since_then.get("corrected", {}), corrected.values_list("corrects__move", "corrects__kind")
        ),
    }
    PeriodReport.objects.filter(pk=report.pk, seen_event=report.seen_event).update(
        seen_event=last, seen_at=now, since_then=told
    )


def _telling(way: str) -> Q:
    """The events a figure of the report rests on. `way`: from a row to them."""
    return Q(**{f"{way}move__in": MOVES}) | Q(**{f"{way}kind__in": KINDS})


def _added(before: dict[str, int], rows: Iterable[tuple[str, str]]) -> dict[str, int]:
    return dict(Counter(before) + Counter(move or kind for move, kind in rows))
