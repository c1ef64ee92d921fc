"""A file of places is dropped, looked at row by row, then taken or left."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.directory import files, workflow
from reuse.directory.forms import FileForm
from reuse.directory.models import ImportDraft
from reuse.directory.workflow import Outcome

SHOWN = 300
WORDS = {
    Outcome.NEW: ("ok", gettext_lazy("new")),
    Outcome.CHANGED: ("ok", gettext_lazy("changed")),
    Outcome.SAME: ("same", gettext_lazy("as we know it")),
    Outcome.OLDER: ("same", gettext_lazy("older than what we know: left as it is")),
    Outcome.REFUSED: ("no", gettext_lazy("cannot be used")),
}
network = requires(Permission.REQUEST_DECIDE, Permission.CONFIGURE)


@network
def drop(request: StaffRequest) -> HttpResponseBase:
    """A file is read; nothing is written but the draft."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        reading = files.read(file.read(files.MOST_BYTES + 1))
        if reading.refused:
            form.add_error("file", reading.refused)
        else:
            draft = workflow.keep_draft(name=file.name, reading=reading, by=request.user, at=clock.now())
            return redirect("directory:import-draft", draft.public_id)
    return render(request, "directory/import.html", {"form": form})


@network
def preview(request: StaffRequest, public_id: UUID) -> HttpResponseBase:
    """What would become of each row."""
    draft = _draft(request, public_id)
    lines = workflow.plan(files.of_json(draft.rows))
    counts = Counter(line.outcome for line in lines)
    first = sorted(lines, key=lambda line: (not line.row.problems and not line.because, line.row.number))
    context = {
        "draft": draft,
        "counts": [(*WORDS[outcome], counts[outcome]) for outcome in Outcome if counts[outcome]],
        "lines": [(line, *WORDS[line.outcome]) for line in first[:SHOWN]],
        "hidden": max(len(lines) - SHOWN, 0),
        "takes": counts[Outcome.NEW] + counts[Outcome.CHANGED],
        "format": draft.rows["format"],
    }
    return render(request, "directory/import_preview.html", context)


@require_POST
@network
def take(request: StaffRequest, public_id: UUID) -> HttpResponseBase:
    """Yes: what is new and changed is written."""
    with refusals_shown(request):
        counts = workflow.take_draft(draft=_draft(request, public_id), act=act_of(request))
        taken = counts[Outcome.NEW] + counts[Outcome.CHANGED]
        messages.success(
            request,
            ngettext("%(count)d place is written.", "%(count)d places are written.", taken)
            % {"count": taken},
        )
    return redirect("directory:desk")


def _draft(request: StaffRequest, public_id: UUID) -> ImportDraft:
    return get_object_or_404(ImportDraft, public_id=public_id, by=request.user)
