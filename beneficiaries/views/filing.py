"""A request is filed: from one page, from a draft, for another person of a home, or from a paper form."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beneficiaries import queries, workflow
from beneficiaries.forms import RequestForm, commune_words, initial_of
from beneficiaries.models import PaperForm, Programme, Request
from beneficiaries.states import Channel, RequestStage
from beneficiaries.views.edge import today
from beneficiaries.views.requests import found
from reuse.accounts.acting import Act
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import communes


@requires(Permission.REQUEST_FILE)
def new(request: StaffRequest) -> HttpResponse:
    """File a request: sent at once, or kept as a draft."""
    return _file(request, None)


@requires(Permission.REQUEST_FILE)
def enter(request: StaffRequest, code: str) -> HttpResponse:
    """Enter a paper form, question by question in the order it has on paper; one entered already shows its request."""
    paper = get_object_or_404(
        PaperForm.objects.visible_to(request.acting).select_related("request"), code=code
    )
    if paper.request:
        messages.info(
            request, _("This form was entered already: it is request %(ref)s.") % {"ref": paper.request}
        )
        return redirect("beneficiaries:request-detail", ref=paper.request.ref)
    return _file(request, paper)


def _file(request: StaffRequest, paper: PaperForm | None) -> HttpResponse:
    act = act_of(request)
    programme = queries.programme_in_force(today(act))
    if programme is None:
        raise Http404
    is_draft = "draft" in request.POST
    form = RequestForm(
        request.POST or None,
        programme=programme,
        on=today(act),
        is_draft=is_draft,
        is_paper=paper is not None,
        initial=_usual(request, act),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            filed = _filed(form, paper, is_draft=is_draft, act=act)
            messages.success(
                request,
                _("Draft %(ref)s is kept.") % {"ref": filed.ref}
                if is_draft
                else _("Request sent: note its number, %(ref)s, in your files.") % {"ref": filed.ref},
            )
            return redirect("beneficiaries:request-detail", ref=filed.ref)
    return _form_page(request, form, programme, paper=paper)


def _filed(form: RequestForm, paper: PaperForm | None, *, is_draft: bool, act: Act) -> Request:
    described = form.described()
    if paper is not None:
        return workflow.enter_form(form=paper, act=act, is_draft=is_draft, **described)
    verb = workflow.save_draft if is_draft else workflow.file_request
    return verb(act=act, **described)


def _usual(request: StaffRequest, act: Act) -> dict[str, Any]:
    """What is most often answered: the documents seen today, what the worker's last request said."""
    habits = queries.habits_of(request.acting)
    usual = {"seen_on": today(act), "channel": Channel.IN_PERSON, **habits}
    return {**usual, "commune": commune_words(habits.get("commune", ""))}


@requires(Permission.REQUEST_FILE)
def edit(request: StaffRequest, ref: str) -> HttpResponse:
    """Correct a request that nobody has decided on."""
    act, known = act_of(request), found(request, ref)
    changed = queries.changes_since(known, today(act)) if known.stage == RequestStage.DRAFT else ()
    form = RequestForm(
        request.POST or None,
        programme=known.programme,
        on=today(act),
        is_draft=known.stage == RequestStage.DRAFT and "send" not in request.POST,
        is_paper=known.channel == Channel.PAPER_FORM,
        initial=initial_of(known, [one.code for one in changed]),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown(request, form):
            workflow.save_draft(request=known, act=act, **form.described())
            if "send" in request.POST:
                return _send(request, ref)
            messages.success(request, _("The request is corrected."))
            return redirect("beneficiaries:request-detail", ref=ref)
    return _form_page(request, form, known.programme, known=known, changed=changed)


def _form_page(
    request: StaffRequest,
    form: RequestForm,
    programme: Programme,
    *,
    known: Request | None = None,
    paper: PaperForm | None = None,
    changed: Sequence[queries.Change] = (),
) -> HttpResponse:
    context = {
        "changed": changed,
        "form": form,
        "programme": programme,
        "known": known,
        "paper": paper,
        "urgency": queries.urgency_share(request.acting.organisation),
    }
    return render(request, "beneficiaries/request_form.html", context)


@require_POST
@requires(Permission.REQUEST_FILE)
def submit(request: StaffRequest, ref: str) -> HttpResponse:
    """Send a draft."""
    return _send(request, ref)


def _send(request: StaffRequest, ref: str) -> HttpResponse:
    with refusals_shown(request):
        workflow.submit(request=found(request, ref), act=act_of(request))
        messages.success(request, _("Request sent: note its number, %(ref)s, in your files.") % {"ref": ref})
    return redirect("beneficiaries:request-detail", ref=ref)


@require_POST
@requires(Permission.REQUEST_FILE)
def duplicate(request: StaffRequest, ref: str) -> HttpResponse:
    """Begin a draft for another person of the same home, and open it."""
    with refusals_shown(request):
        draft = workflow.duplicate(request=found(request, ref), act=act_of(request))
        messages.success(
            request,
            _("Draft %(ref)s begins with the same commune and place: say what this person needs.")
            % {"ref": draft.ref},
        )
        return redirect("beneficiaries:request-edit", ref=draft.ref)
    return redirect("beneficiaries:request-detail", ref=ref)


@requires(Permission.REQUEST_FILE)
def commune_options(request: StaffRequest) -> HttpResponse:
    """The communes a beginning may mean, as choices of the field."""
    found_ones = communes.named(request.GET.get("commune", ""))
    return render(request, "beneficiaries/_communes.html", {"communes": found_ones})
