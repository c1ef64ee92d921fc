"""The list of requests, and what is done to several of them. A partner's own mark is for that partner alone."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from beneficiaries import queries, workflow
from beneficiaries.forms import RequestFilterForm
from beneficiaries.models import Request
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Membership, Organisation
from reuse.accounts.roles import Permission, Reach
from reuse.core.refusals import Refusal
from reuse.core.tables import Cell
from reuse.lists import views as lists
from reuse.lists.cells import stage_chip
from reuse.lists.description import NEWEST_FIRST, Column, Listing, register
from reuse.lists.forms import FilterForm
from reuse.web.templatetags.look import number

VERBS = {"pause": workflow.pause, "resume": workflow.resume}
MOST_AT_ONCE = 200


def _found(form: RequestFilterForm) -> QuerySet[Request]:
    found = queries.requests_like(form.membership, form.cleaned_data)
    return queries.with_household(found) if _is_partner(form.membership) else found


def _words(count: int) -> str:
    return ngettext("%(count)s request", "%(count)s requests", count) % {"count": number(count)}


def _address(request: Request) -> str:
    return reverse("beneficiaries:request-detail", args=[request.ref])


def _sent(request: Request) -> Cell:
    return timezone.localtime(request.submitted_at).date() if request.submitted_at else None


def _household(request: Request) -> Cell:
    """How many requests of one home there are; only a partner's rows know."""
    return getattr(request, "home", None)


def _is_network(membership: Membership) -> bool:
    return membership.description.reach == Reach.NETWORK


def _is_partner(membership: Membership) -> bool:
    return membership.description.reach == Reach.ORGANISATION


def of_request(name: str) -> Callable[[Any], Cell]:
    """What a row says of its request."""
    return lambda row: str(getattr(row.request, name))


PARTNER = Column(
    "partner",
    _("Partner"),
    lambda row: row.request.partner.name,
    joins=("request__partner",),
    may_see=_is_network,
    is_default=True,
)


def offer_partners(form: FilterForm) -> None:
    """The network chooses among partners; a partner sees its own."""
    if form.membership.may(Permission.REQUEST_FILE):
        del form.fields["partner"]
        return
    partners = Organisation.objects.partners().values_list("public_id", "name")
    choices = [("", pgettext("filter", "All")), *((str(key), name) for key, name in partners)]
    form.fields["partner"].choices = choices  # type: ignore[attr-defined]


REQUESTS = register(
    Listing(
        code="requests",
        title=_("Requests"),
        page="beneficiaries:request-list",
        permissions=(Permission.REQUEST_VIEW,),
        columns=(
            Column("ref", _("Request"), attrgetter("ref"), link=_address, orders=tuple(NEWEST_FIRST)),
            Column(
                "mark",
                _("Your own mark"),
                attrgetter("mark"),
                may_see=_is_partner,
                is_personal=True,
            ),
            Column(
                "household",
                _("Same household"),
                _household,
                may_see=_is_partner,
                is_number=True,
                is_personal=True,
            ),
            Column(
                "stage",
                _("Stage"),
                lambda one: str(one.get_stage_display()),
                shown=stage_chip,
                css="nw",
                is_default=True,
            ),
            Column("type", _("Device"), lambda one: str(one.type), css="nw", is_default=True),
            Column("purpose", _("Use"), lambda one: str(one.purpose), is_default=True),
            Column("partner", _("Partner"), attrgetter("partner.name"), may_see=_is_network, is_default=True),
            Column("department", _("Dept."), attrgetter("department"), is_default=True),
            Column("sent", _("Sent"), _sent, is_default=True),
            Column("urgency", _("A date to meet"), lambda one: str(one.get_urgency_display())),
            Column("needed", _("If so, on"), attrgetter("needed_by")),
            Column("lent", _("Lent until"), attrgetter("loan_until")),
            Column("site", _("Site"), attrgetter("site.name")),
            Column("programme", _("Programme"), lambda one: str(one.programme)),
            Column("worker", _("Followed by"), lambda one: one.worker.name, is_default=True),
        ),
        orders=NEWEST_FIRST,
        filters=RequestFilterForm,
        found=_found,
        words=_words,
        key="ref",
        joins=("partner", "worker", "type", "purpose", "site", "programme"),
        empty=(_("No request yet"), _("Requests stand here from the moment they are filed.")),
        unmatched=_("No request matches"),
    )
)


@requires(Permission.REQUEST_VIEW)
def request_list(request: StaffRequest) -> HttpResponse:
    """Requests, narrowed by what stands in the address."""
    return lists.show(
        request, REQUESTS, "beneficiaries/request_list.html", bar="beneficiaries/_request_bar.html"
    )


@require_POST
@requires(Permission.REQUEST_FILE, Permission.REQUEST_DECIDE)
def act_on_many(request: StaffRequest) -> HttpResponse:
    """Put the requests chosen on hold, or back into the queue: each in its own transaction, refusals told."""
    verb, act = VERBS.get(request.POST.get("do", "")), act_of(request)
    found = list(lists.chosen_rows(request, REQUESTS)[: MOST_AT_ONCE + 1]) if verb else []
    if len(found) > MOST_AT_ONCE:
        messages.error(
            request, _("That is more than %(most)s requests: narrow the list first.") % {"most": MOST_AT_ONCE}
        )
    elif verb is None or not found:
        messages.warning(request, _("Choose at least one request."))
    else:
        refused = []
        for one in found:
            try:
                verb(request=one, act=act)
            except Refusal as refusal:
                refused.append(f"{one.ref}: {refusal.message}")
        done = len(found) - len(refused)
        messages.success(
            request, ngettext("%(count)d request done.", "%(count)d requests done.", done) % {"count": done}
        )
        for words in refused[:10]:
            messages.error(request, words)
    return redirect("beneficiaries:request-list")
