"""The journal of proposals and decisions: what the rule said, what a person decided, and why."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from beneficiaries.forms.fields import DayInput
from beneficiaries.models import RequestEvent
from beneficiaries.queries import journal
from beneficiaries.states import RequestEventKind, RequestMove
from beneficiaries.views.request_list import of_request
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.lists import views as lists
from reuse.lists.cells import local
from reuse.lists.description import NEWEST_FIRST, Column, Listing, register
from reuse.lists.forms import FilterForm
from reuse.web.templatetags.look import number

DAYS = 90  # of the figures above the list
ALL = ("", pgettext_lazy("filter", "All"))


class JournalFilterForm(FilterForm):
    """The filters of the journal."""

    first_filters = ("q", "what", "by")

    q = forms.CharField(
        label=_("Number"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "D26-0042", "autocomplete": "off"}),
    )
    what = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[
            ALL,
            *((str(one), RequestMove(one).label) for one in journal.MOVES),
            *((str(one), RequestEventKind(one).label) for one in journal.KINDS),
        ],
    )
    by = forms.ChoiceField(
        label=_("Proposed by"),
        required=False,
        choices=[ALL, ("rule", _("the rule")), ("person", _("a person"))],
    )
    since = forms.DateField(label=_("From"), required=False, widget=DayInput())
    until = forms.DateField(label=_("Until"), required=False, widget=DayInput())


def _found(form: JournalFilterForm) -> QuerySet[RequestEvent]:
    return journal.journal(form.membership, form.cleaned_data)


def _words(count: int) -> str:
    return ngettext("%(count)s entry", "%(count)s entries", count) % {"count": number(count)}


def _address(one: RequestEvent) -> str:
    return reverse("beneficiaries:request-detail", args=[one.request.ref])


def _detail(name: str) -> Any:
    return lambda one: one.details.get(name, "")


def _rank(one: RequestEvent) -> str:
    rank = one.details.get("rank")
    return f"{rank} / {one.details.get('of')}" if rank else ""


JOURNAL = register(
    Listing(
        code="journal",
        title=_("Journal of proposals and decisions"),
        page="beneficiaries:journal",
        permissions=(Permission.REQUEST_DECIDE,),
        columns=(
            Column("request", _("Request"), of_request("ref"), link=_address, orders=tuple(NEWEST_FIRST)),
            Column("at", _("When"), lambda one: local(one.at), css="nw", is_default=True),
            Column("what", _("What"), journal.what, is_default=True),
            Column("chooser", _("Chosen by"), journal.chooser, is_default=True),
            Column("reason", _("Reason"), journal.reason, css="msg", is_default=True),
            Column("rule", _("Rule"), _detail("rule"), is_number=True, is_default=True),
            Column("rank", _("Rank"), _rank, css="nw", is_default=True),
            Column("points", _("Points"), _detail("points"), is_number=True, is_default=True),
            Column("inputs", _("Data used"), journal.inputs, css="msg"),
            Column("device", _("Device"), _detail("device"), css="code"),
            Column("by", _("Who"), lambda one: str(one.by), joins=("by",), is_default=True),
            Column("partner", _("Partner"), of_request("partner"), joins=("request__partner",)),
            Column("department", _("Dept."), _detail("department")),
        ),
        orders=NEWEST_FIRST,
        filters=JournalFilterForm,
        found=_found,
        words=_words,
        key="id",
        joins=("request",),
        empty=(_("Nothing is decided yet"), _("Every proposal and every decision stands here.")),
        unmatched=_("No entry matches"),
    )
)


@requires(Permission.REQUEST_DECIDE)
def journal_list(request: StaffRequest) -> HttpResponse:
    """Every proposal and decision, narrowed by the address; above it, how often people decided otherwise."""
    until = act_of(request).on
    figures = journal.overruling(since=until - timedelta(days=DAYS), until=until)
    return lists.show(request, JOURNAL, "beneficiaries/journal.html", figures=figures, days=DAYS)
