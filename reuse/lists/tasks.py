"""The file of a long list, written while its reader does something else."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reuse.accounts import files
from reuse.accounts.models import Retention
from reuse.core import tables
from reuse.core.refusals import NotPermitted
from reuse.jobs.registry import handler
from reuse.jobs.work import Work
from reuse.lists import description, rows, workflow

CHUNK = 500


@handler(workflow.EXPORT, title=gettext_lazy("File of a list"))
def export_list(work: Work) -> None:
    """Write the rows and columns a list's address names; nothing is changed, so a second run begins again."""
    act, kind = work.act, work.params["kind"]
    listing = description.find(work.params["list"])
    if listing is None or not listing.may_open(act.membership):
        raise NotPermitted(_("Your role does not allow this."))
    form = rows.asked(listing, work.params["query"], act.membership, work.job.created_at)
    found = rows.rows_of(form)
    work.total(rows.number_of(found))
    workflow.record_reading(listing=listing, columns=form.columns, act=act)
    with tempfile.TemporaryFile() as to:
        tables.WRITERS[kind](_counted(work, rows.table(listing, form.columns, found, act)), to)
        file = files.keep(
            to,
            name=f"{work.params['name']}.{kind}",
            media_type=tables.MEDIA_TYPES[kind],
            retention=Retention.RESULT,
            owner=act.organisation,
            act=act,
        )
    work.finish(file=file)


@handler(workflow.FORMER_EXPORT, title=gettext_lazy("File of a list"))
def export_devices(work: Work) -> None:
    """What was asked for before every list had a file."""
    work.params.setdefault("list", "devices")
    export_list(work)


def _counted(work: Work, found: Iterable[Sequence[tables.Cell]]) -> Iterator[Sequence[tables.Cell]]:
    """The rows as they pass; the job says how far it is, and hears that it is to stop."""
    for number, row in enumerate(found):
        if number and number % CHUNK == 0:
            with work.chunk(number, advance=CHUNK):
                pass
        yield row
