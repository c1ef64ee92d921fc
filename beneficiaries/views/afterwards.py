"""What becomes of a request once it is sent: information added, a cancellation undone, still useful or not."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from beneficiaries import queries, workflow
from beneficiaries.forms import AdditionForm
from beneficiaries.models import Request
from beneficiaries.views.requests import found
from beneficiaries.workflow.refusals import AnswerMissing
from reuse.accounts.acting import Act
from reuse.accounts.answers import carry_out, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core.refusals import Refusal

MOST_AT_ONCE: Final = 200


@require_POST
@requires(Permission.REQUEST_FILE)
def add_information(request: StaffRequest, ref: str) -> HttpResponse:
    """A dated note for the coordinator; what was typed is kept when it is refused."""
    form = AdditionForm(request.POST, auto_id="addition_%s")
    known = found(request, ref)
    if form.is_valid():
        with refusals_shown(request, form, "text"):
            workflow.add_information(request=known, text=form.cleaned_data["text"], act=act_of(request))
            messages.success(request, _("Added: the coordinator reads it with the request."))
            return redirect("beneficiaries:request-detail", ref=ref)
    return render(request, "beneficiaries/request_add.html", {"known": known, "form": form})


@require_POST
@requires(Permission.REQUEST_FILE)
def undo_cancel(request: StaffRequest, ref: str) -> HttpResponse:
    """Take a cancellation back."""
    known = found(request, ref)
    return carry_out(
        request,
        lambda act: workflow.undo_cancel(request=known, act=act),
        done=_("The cancellation is undone: %(ref)s stands where it stood.") % {"ref": ref},
        then=redirect("beneficiaries:request-detail", ref=ref),
    )


@requires(Permission.REQUEST_FILE)
def confirm(request: StaffRequest) -> HttpResponse:
    """Still useful? One page for all that wait: yes unless said otherwise, one answer for the lot."""
    act = act_of(request)
    asked = list(queries.to_confirm(request.acting, act.at)[:MOST_AT_ONCE])
    if request.method != "POST":
        return render(request, "beneficiaries/request_confirm.html", {"asked": asked})
    shown = set(request.POST.getlist("ref"))
    answered, refused = 0, []
    for one in (each for each in asked if each.ref in shown):
        try:
            _answer(one, request.POST.get(f"answer-{one.ref}", ""), act)
            answered += 1
        except Refusal as refusal:
            refused.append(f"{one.ref}: {refusal.message}")
    if answered:
        done = ngettext("%(count)d request answered for.", "%(count)d requests answered for.", answered)
        messages.success(request, done % {"count": answered})
    for words in refused[:10]:
        messages.error(request, words)
    return redirect("beneficiaries:worker-home" if not refused else "beneficiaries:request-confirm")


def _answer(request: Request, answer: str, act: Act) -> None:
    match answer:
        case "yes":
            workflow.confirm(request=request, act=act)
        case "no":
            workflow.cancel(request=request, act=act, reason_code="not_needed")
        case "hold":
            workflow.pause(request=request, act=act, reason_code="asked")
        case _:
            raise AnswerMissing(_("Say whether it is still useful."))
