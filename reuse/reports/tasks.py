"""Work of the reports that comes back: the roll-ups take in what was written since, exclusive targets claim it, each day
has its forecasts.
"""

import tempfile
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from reuse.accounts import files as accounts_files
from reuse.accounts.models import Retention, Site
from reuse.core import clock
from reuse.documents import workflow as documents
from reuse.jobs.registry import chore, handler
from reuse.jobs.work import Work
from reuse.reports import workflow
from reuse.reports.exports import opendata as open_files
from reuse.reports.exports import periods as files
from reuse.reports.exports import samples as archives
from reuse.reports.models import AuditSample, PeriodReport, Target
from reuse.reports.queries import opendata, period
from reuse.reports.queries.samples import codes_behind
from reuse.reports.workflow import claims, equity, forecasts, letters, nightly, periods, rollups, samples
from reuse.reports.workflow import opendata as publishing

AT_ONCE = 2  # forecasts that wait or run: one takes up to a minute in a large network
RECENT = timedelta(days=14)  # of hand-overs that are looked at every minute

FIRST_HOUR = 8  # of letters: not in the night


@chore("roll-ups", every=timedelta(seconds=5))
def fold(_now: datetime) -> None:
    """Fold all that waits. Readers add it themselves until then."""
    rollups.fold_all()


@chore("target-claims", every=timedelta(minutes=1))
def claim(now: datetime) -> None:
    """Pages show what is claimed: a device handed over this minute shows in the next. What was entered late is marked
    with the figures of equity, once a day.
    """
    today = clock.local_date(now, clock.HOME_ZONE)
    workflow.settle(now=now, on=today, since=today - RECENT)


@chore("forecasts", every=timedelta(minutes=1))
def ask_forecasts(now: datetime) -> None:
    """Ask for the forecasts of the day, a few at a time from midnight on; a new target has its own within minutes."""
    nightly.ask_forecasts(now=now, on=clock.local_date(now, clock.HOME_ZONE), most=AT_ONCE)


@handler(nightly.FORECAST, title=gettext_lazy("Forecast"))
def forecast(work: Work) -> None:
    """Make one target's forecast; a second run makes the same."""
    target = Target.objects.prefetch_related("types").get(pk=work.params["target"])
    forecasts.make_forecast(target=target, now=clock.now(), on=date.fromisoformat(work.params["on"]))


@handler(periods.PERIOD_REPORT, title=gettext_lazy("Activity report"))
def report_period(work: Work) -> None:
    """Take the facts, number them once, draw and keep the files. Killed anywhere, it goes on with the same number."""
    asked = work.params
    with translation.override(asked["language"]):
        if "report" not in work.checkpoint:
            site = Site.objects.get(pk=asked["site"]) if asked["site"] else None
            since, until = map(date.fromisoformat, (asked["since"], asked["until"]))
            now = clock.now()
            facts = period.facts_of(since=since, until=until, site=site, now=now, today=work.act.on)
            with work.chunk(1, advance=1) as is_new:
                if is_new:
                    issued = periods.issue_report(
                        facts=facts, site=site, act=work.act, language=asked["language"]
                    )
                    work.checkpoint["report"] = issued.pk
        report = PeriodReport.objects.select_related("document__issuer").get(pk=work.checkpoint["report"])
        documents.render(report.document)
        with work.chunk(2, advance=1) as is_new:
            if is_new:
                writers = files.writers(report.document.facts, report.document.number)
                periods.keep_files(report=report, writers=writers, act=work.act)
    address = reverse("reports:period", args=[report.document.public_id])
    work.finish(result={"url": address})


@chore("report-changes", every=timedelta(hours=1))
def note_changes(now: datetime) -> None:
    """What was written since each report was issued is counted, so that its page can say why its figures changed."""
    periods.note_changes(now=now)


@chore("open-data", every=timedelta(days=1))
def publish(now: datetime) -> None:
    """Publish what is closed. A file that is what it was keeps its day."""
    last = opendata.last_closed(clock.local_date(now, clock.HOME_ZONE))
    told = opendata.groups(opendata.counts_until(last))
    publishing.keep_groups(told)
    with translation.override(settings.LANGUAGE_CODE):
        files_of = open_files.written(opendata.rows(told), list(opendata.target_rows(last)))
    publishing.keep_files(files_of, open_files.MEDIA_TYPES, now=now)


@chore("monthly-letters", every=timedelta(hours=1))
def monthly_letters(now: datetime) -> None:
    """From the first working day of the month, by day, each who wants them gets the figures of the month before."""
    local = now.astimezone(ZoneInfo(clock.HOME_ZONE))
    if local.hour >= FIRST_HOUR:
        letters.send_monthly(now=now, on=local.date())


@chore("equity", every=timedelta(minutes=10))
def ask_equity(now: datetime) -> None:
    """Ask for the figures of equity of the day, once, after midnight."""
    nightly.ask_equity(now=now, on=clock.local_date(now, clock.HOME_ZONE))


@handler(nightly.EQUITY, title=gettext_lazy("Figures of equity"))
def weigh_equity(work: Work) -> None:
    """Mark every hand-over to a home that had a device, then make the figures of a day; a second run finds all made."""
    claims.mark_later_of_homes()
    equity.make_due(now=clock.now(), on=date.fromisoformat(work.params["on"]))


@handler(samples.AUDIT_SAMPLE, title=gettext_lazy("Audit sample"))
def draw_sample(work: Work) -> None:
    """Draw once, write it down, then make the archive of what was drawn; a second run makes the same."""
    asked = work.params
    if "sample" not in work.checkpoint:
        rollups.fold_all(waits=True)  # the milestones are what the number counts
        span = (date.fromisoformat(asked["since"]), date.fromisoformat(asked["until"]))
        codes = list(codes_behind(asked["figure"], *span, asked["narrowing"]))
        work.total(min(asked["size"], len(codes)))
        with work.chunk(0) as is_new:
            if is_new:
                work.checkpoint["sample"] = samples.draw(asked=asked, codes=codes, act=work.act).pk
    sample = AuditSample.objects.get(pk=work.checkpoint["sample"])

    def passed(number: int) -> None:
        with work.chunk(number + 1, advance=1):
            pass

    with tempfile.TemporaryFile() as to, translation.override(asked["language"]):
        archives.write(sample, to, passed=passed)
        file = accounts_files.keep(
            to,
            name=f"{sample.figure}-{sample.seed}.zip",
            media_type="application/zip",
            retention=Retention.RESULT,
            owner=work.act.organisation,
            act=work.act,
        )
    work.finish(file=file)
