"""A programme's conditions: read, published anew for a day to come, taken away as a file and brought in again."""

import json

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beneficiaries import queries, workflow
from beneficiaries.exports import criteria as files
from beneficiaries.forms.conditions import (
    ConditionsFileForm,
    VersionForm,
    wordings_in,
    wordings_of,
)
from beneficiaries.models import Criterion, Programme
from beneficiaries.queries.eligibility import amount_in_words
from beneficiaries.views.edge import show_errors
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.directory.models import Contact


@requires(Permission.REQUEST_VIEW)
def programmes(request: StaffRequest) -> HttpResponse:
    """The programmes, and whom to call about a decision."""
    context = {
        "programmes": Programme.objects.all(),
        "contacts": Contact.objects.all(),
        "names_contacts": request.acting.may(Permission.REQUEST_DECIDE),
    }
    return render(request, "beneficiaries/programme_list.html", context)


@requires(Permission.REQUEST_VIEW)
def programme(request: StaffRequest, code: str) -> HttpResponse:
    """The conditions in force, those to come, and the versions there were."""
    found, on = get_object_or_404(Programme, code=code), act_of(request).on
    coming = found.criteria.filter(since__gt=on)
    context = {
        "programme": found,
        "now": _told(queries.criteria_in_force(found, on)),
        "coming": _told(coming),
        "coming_since": min((one.since for one in coming), default=None),
        "versions": found.versions.select_related("published_by"),
        "may_publish": request.acting.may(Permission.REQUEST_DECIDE),
    }
    return render(request, "beneficiaries/programme_detail.html", context)


def _told(found: QuerySet[Criterion]) -> list[tuple[Criterion, list[str]]]:
    """Each criterion with its amounts in words: everybody's, then by department."""
    return [
        (one, [amount_in_words([row]) for row in one.amounts.all()])
        for one in found.prefetch_related("amounts")
    ]


@requires(Permission.REQUEST_DECIDE)
def publish(request: StaffRequest, code: str) -> HttpResponse:
    """Write the conditions anew; they count from a later day."""
    act, found = act_of(request), get_object_or_404(Programme, code=code)
    present = queries.criteria_in_force(found, act.on).prefetch_related("amounts")
    form, rows = VersionForm(request.POST or None), wordings_of(present, request.POST or None)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        with refusals_shown(request, form):
            workflow.publish_criteria(
                programme=found, criteria=wordings_in(rows), act=act, **form.cleaned_data
            )
            messages.success(request, _("The new conditions are published."))
            return redirect("beneficiaries:programme", code=code)
    context = {"programme": found, "form": form, "rows": rows, "file_form": ConditionsFileForm(prefix="f")}
    return render(request, "beneficiaries/programme_form.html", context)


@require_POST
@requires(Permission.REQUEST_DECIDE)
def import_conditions(request: StaffRequest, code: str) -> HttpResponse:
    """Publish the conditions of a file."""
    found = get_object_or_404(Programme, code=code)
    form = ConditionsFileForm(request.POST, request.FILES, prefix="f")
    if not form.is_valid():
        show_errors(request, form)
        return redirect("beneficiaries:programme-publish", code=code)
    given = form.cleaned_data
    with refusals_shown(request):
        workflow.publish_criteria(
            programme=found,
            criteria=given["file"],
            since=given["since"],
            text=given["text"],
            act=act_of(request),
        )
        messages.success(request, _("The new conditions are published."))
    return redirect("beneficiaries:programme", code=code)


@requires(Permission.REQUEST_VIEW)
def export(request: StaffRequest, code: str) -> HttpResponse:
    """The conditions in force, as a file."""
    found = get_object_or_404(Programme, code=code)
    present = queries.criteria_in_force(found, act_of(request).on).prefetch_related("amounts")
    text = json.dumps(files.dumped(found, present), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    answer = HttpResponse(text, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="conditions-{found.code}.json"'
    return answer
