"""Long work of the batches: the reading of a large list."""

from itertools import count

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donors import workflow
from donors.models import Sheet
from donors.sheets import stored
from reuse.core.refusals import Refusal
from reuse.jobs.registry import handler
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
