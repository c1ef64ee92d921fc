"""Work of the batches: the reading of a large list, the letters of the day before, reminders of papers that wait."""

from datetime import datetime, timedelta
from itertools import count

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donors import workflow
from donors.models import Sheet
from donors.sheets import stored
from reuse.core.refusals import Refusal
from reuse.jobs.registry import chore, handler
from reuse.jobs.work import Work


@handler(workflow.READING, title=gettext_lazy("Reading of a list"))
def read_list(work: Work) -> None:
    """Read a large list through; a second run begins again, for nothing is made of it here."""
    sheet = Sheet.objects.select_related("donation__donor", "file").get(public_id=work.params["sheet"])
    numbers = count()

    def pass_by(rows: int) -> None:
        with work.chunk(next(numbers), advance=rows):
            pass

    try:
        stored.understand(sheet, total=work.total, pass_by=pass_by)
    except FileNotFoundError as gone:
        raise Refusal(_("The original has reached the end of its keeping: drop the list again.")) from gone
    work.finish(result={"url": reverse("donors:sheet", args=[sheet.donation.ref, sheet.public_id])})


@chore("day_before", every=timedelta(minutes=30))
def remind_of_tomorrow(now: datetime) -> None:
    """Each appointment of tomorrow is told once to both sides, each in a transaction of its own."""
    for appointment in workflow.to_remind(now):
        workflow.remind(appointment=appointment, now=now)


@chore("deliberations", every=timedelta(hours=12))
def deliberations(now: datetime) -> None:
    """Remind of decisions that are near, due or late."""
    workflow.remind_of_deliberations(now)


@chore("signatures", every=timedelta(hours=12))
def signatures(now: datetime) -> None:
    """Remind, once, whoever was asked a week ago to sign by a link."""
    workflow.remind_signatories(now)
