"""What the network's organisations are in law, each quality with its proof: read and recorded by the administrator."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from donors import workflow
from donors.forms.qualities import EndForm, QualityForm
from donors.models import Qualification
from reuse.accounts.answers import carry_out
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


@requires(Permission.CONFIGURE)
def qualities(request: StaffRequest) -> HttpResponse:
    """Every quality, those that ended too; and one more."""
    form = QualityForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return carry_out(
            request,
            lambda act: workflow.qualify(
                organisation=form.cleaned_data["organisation"], proven=form.proven(), act=act
            ),
            done=_("Recorded, with its proof."),
            then=redirect("donors:qualities"),
        )
    found = Qualification.objects.select_related("organisation", "by").order_by(
        "organisation__name", "kind", "since"
    )
    context = {"form": form, "qualities": found, "today": act_of(request).on}
    return render(request, "donors/qualities.html", context)


@require_POST
@requires(Permission.CONFIGURE)
def end(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Name the last day."""
    held = get_object_or_404(Qualification, public_id=public_id)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Name the last day."))
        return redirect("donors:qualities")
    return carry_out(
        request,
        lambda act: workflow.end_qualification(qualification=held, until=form.cleaned_data["until"], act=act),
        done=_("Its last day is noted."),
        then=redirect("donors:qualities"),
    )
