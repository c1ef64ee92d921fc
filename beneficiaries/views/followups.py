"""The pages of the follow-up: links to make, the questions behind them, what was answered. No answer leads to anybody."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beneficiaries import workflow
from beneficiaries.exports import follow_up as paper
from beneficiaries.forms.aftersales import FollowUpForm
from beneficiaries.models import FollowUpAnswer
from beneficiaries.queries import followups
from beneficiaries.views.handovers import found
from reuse.accounts import throttle
from reuse.accounts.answers import carry_out, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.directory.queries import contact_for

LOOKS, SECONDS = 40, 60
FRESH = "follow_up_question"  # of the session: the link just made, told once


@never_cache
@requires(Permission.HAND_OVER)
def due(request: StaffRequest) -> HttpResponse:
    """Persons who said yes and may be asked now; a link for each, told once."""
    act = act_of(request)
    if request.method == "POST":
        known = found(request, request.POST.get("handover", "")[:36])
        with refusals_shown(request):
            months = request.POST.get("months", "")
            token = workflow.make_link(
                handover=known, months=int(months) if months.isdecimal() and len(months) < 3 else 0, act=act
            )
            request.session[FRESH] = [known.request.ref, token]
        return redirect("beneficiaries:follow-ups")
    ref, token = request.session.pop(FRESH, ("", ""))
    context = {
        "asked": followups.to_ask(request.acting, act.on),
        "fresh_ref": ref,
        "token": token,
        "fresh": _address(token) if token else "",
    }
    return render(request, "beneficiaries/follow_ups.html", context)


@require_POST
@never_cache
@requires(Permission.HAND_OVER)
def slip(request: StaffRequest) -> HttpResponse:
    """The link just made, on paper with its square. The page that told it gives the key back; nothing keeps it."""
    act, token = act_of(request), request.POST.get("token", "")[:64]
    key = followups.key_of(token, act.on)
    if key is None:
        messages.error(request, _("This link was used, or its time is over. Make another when it is time."))
        return redirect("beneficiaries:follow-ups")
    desk = contact_for(key.department, act.on)
    contact = ", ".join(filter(None, [desk.role, desk.telephone, desk.hours])) if desk else ""
    drawn = paper.pdf(_address(token), until=key.until, contact=contact)
    return HttpResponse(drawn, content_type="application/pdf")


@require_POST
@requires(Permission.HAND_OVER)
def consent(request: StaffRequest, public_id: str) -> HttpResponse:
    """The person's answer, asked at the hand-over."""
    known, is_given = found(request, public_id), request.POST.get("answer") == "yes"
    return carry_out(
        request,
        lambda act: workflow.note_consent(handover=known, is_given=is_given, act=act),
        done=_("Noted."),
        then=redirect("beneficiaries:handover-detail", public_id=public_id),
    )


@never_cache
def questions(request: HttpRequest, token: str) -> HttpResponse:
    """The questions, for whoever holds the link; answered once."""
    if not throttle.may_look(request, "follow-up-questions", most=LOOKS, seconds=SECONDS):
        return _unlisted(throttle.refused(request))
    on = clock.local_date(clock.now(), clock.HOME_ZONE)
    form = FollowUpForm(request.POST or None)
    is_open = followups.key_of(token, on) is not None
    if is_open and request.method == "POST" and form.is_valid():
        with refusals_shown(request, form, "words"):
            workflow.answer_follow_up(token=token, answers=form.cleaned_data, on=on)
            return _unlisted(render(request, "beneficiaries/follow_up_thanks.html"))
    context = {"form": form, "is_open": is_open}
    return _unlisted(render(request, "beneficiaries/follow_up.html", context, status=200 if is_open else 404))


@requires(Permission.REPORT_VIEW)
def figures(request: StaffRequest) -> HttpResponse:
    """How many answered what; own words once a coordinator read them."""
    months = request.GET.get("months", "")
    chosen = int(months) if months.isdecimal() and len(months) < 3 else None
    department = request.GET.get("department", "")[:3]
    answers = followups.answers(chosen, department)
    count, rows = followups.figures(answers)
    labels = FollowUpForm().fields
    may_read = request.acting.may(Permission.REQUEST_DECIDE)
    context = {
        "count": count,
        "least": followups.LEAST,
        "questions": [(labels[row.code].label, row.code, row.rows) for row in rows],
        "words": followups.told_words(followups.answers()),
        "to_read": followups.words_to_read()[:20] if may_read else [],
        "may_ask": request.acting.may(Permission.HAND_OVER),
        "months": chosen or "",
        "department": department,
    }
    return render(request, "beneficiaries/follow_up_figures.html", context)


@require_POST
@requires(Permission.REQUEST_DECIDE)
def read(request: StaffRequest, public_id: str) -> HttpResponse:
    """Show somebody's words, or not."""
    answer = get_object_or_404(FollowUpAnswer, pk=public_id)
    is_shown = request.POST.get("shown") == "yes"
    workflow.show_words(answer=answer, is_shown=is_shown, act=act_of(request))
    messages.success(request, _("Noted."))
    return redirect("beneficiaries:follow-up-figures")


def _address(token: str) -> str:
    return settings.PUBLIC_URL + reverse("beneficiaries:follow-up", args=[token])


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
