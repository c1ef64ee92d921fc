"""Every report an organisation received, as a table: with its device, or why it has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from inventory import queries, workflow
from inventory.forms.evidence import SetAsideForm
from inventory.models import Device, Evidence
from inventory.views import report_words
from reuse.accounts.acting import Act
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core.refusals import Refusal
from reuse.core.tables import Cell
from reuse.lists import views as lists
from reuse.lists.description import NEWEST_FIRST, Column, Listing, register
from reuse.lists.forms import FilterForm
from reuse.web.templatetags.look import grouped, number

MOST_AT_ONCE = 200


class NotCertain(Refusal):
    """A report is tied among others only where one device answers."""

    reason = "not_certain"


@dataclass(frozen=True, slots=True)
class Row:
    """A report, and why it waits if it does."""

    kept: Evidence
    shown: report_words.Shown
    why: str


class ReportFilterForm(FilterForm):
    """The filters of the list of reports."""

    first_filters = ("state", "donation")

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All states")), *Evidence.State.choices],
    )
    donation = forms.CharField(label=gettext_lazy("Batch"), required=False, max_length=16)


def _found(form: ReportFilterForm) -> QuerySet[Evidence]:
    found, wanted = queries.reports_received(form.membership), form.cleaned_data
    if wanted.get("state"):
        found = found.filter(state=wanted["state"])
    if wanted.get("donation"):
        found = found.filter(donation__ref=wanted["donation"].strip())
    return found


def _told(kept: Sequence[Evidence], act: Act) -> list[Row]:
    waiting = [one for one in kept if one.state == Evidence.State.WAITING]
    found = queries.matches([one.extract for one in waiting], act.membership) if waiting else []
    why = {
        one.pk: " ".join(report_words.why_waiting(one, match))
        for one, match in zip(waiting, found, strict=True)
    }
    return [Row(one, report_words.shown(one, act), why.get(one.pk) or _decided(one)) for one in kept]


def _decided(kept: Evidence) -> str:
    """Why it was set aside, if it was."""
    decision = next(iter(kept.decisions.all()), None)
    return decision.reason if decision and kept.state == Evidence.State.SET_ASIDE else ""


def _words(count: int) -> str:
    return ngettext("%(count)s report", "%(count)s reports", count) % {"count": number(count)}


def _address(row: Row) -> str:
    """Its device, or where a person decides of it."""
    if row.kept.device:
        return reverse("inventory:device-detail", args=[row.kept.device.code])
    aside = "?state=set_aside" if row.kept.state == Evidence.State.SET_ASIDE else ""
    return f"{reverse('inventory:evidence-inbox')}{aside}#report-{row.kept.public_id}"


def _added(row: Row) -> Cell:
    return timezone.localtime(row.kept.added_at).replace(tzinfo=None)


def _erasures(row: Row) -> Cell:
    return "; ".join(f"{one.medium}: {one.result}" for one in row.shown.erasures)


REPORTS = register(
    Listing(
        code="reports",
        title=gettext_lazy("Reports"),
        page="inventory:report-list",
        permissions=(Permission.EVIDENCE_ADD,),
        columns=(
            Column("name", gettext_lazy("File"), attrgetter("kept.name"), link=_address),
            Column(
                "state",
                gettext_lazy("State"),
                lambda row: str(row.kept.get_state_display()),
                is_default=True,
            ),
            Column(
                "device",
                gettext_lazy("Device"),
                lambda row: grouped(row.kept.device.code) if row.kept.device else "",
                css="nw",
                is_default=True,
            ),
            Column(
                "machine", gettext_lazy("Machine in the report"), attrgetter("shown.machine"), is_default=True
            ),
            Column("serial", gettext_lazy("Serial number"), attrgetter("shown.serial"), is_default=True),
            Column(
                "why", gettext_lazy("Why it has no device"), attrgetter("why"), css="msg", is_default=True
            ),
            Column("format", gettext_lazy("Format"), attrgetter("kept.format")),
            Column("erasures", gettext_lazy("Erasures"), _erasures, css="msg"),
            Column("problems", gettext_lazy("Problems"), lambda row: " ".join(row.shown.problems), css="msg"),
            Column(
                "batch", gettext_lazy("Batch"), lambda row: row.kept.donation.ref if row.kept.donation else ""
            ),
            Column("added", gettext_lazy("Dropped"), _added, is_default=True, orders=tuple(NEWEST_FIRST)),
            Column("by", gettext_lazy("By"), lambda row: row.kept.added_by.name),
            Column("sha256", gettext_lazy("SHA-256 of the report"), attrgetter("kept.sha256"), css="code"),
        ),
        orders=NEWEST_FIRST,
        filters=ReportFilterForm,
        found=_found,
        words=_words,
        key="public_id",
        joins=("device", "donation", "added_by", "file"),
        loads=("decisions",),
        told=_told,
        empty=(gettext_lazy("No report yet."), gettext_lazy("Drop the first ones on the page of reports.")),
        unmatched=gettext_lazy("No report answers to these filters."),
    )
)


@requires(Permission.EVIDENCE_ADD)
def report_list(request: StaffRequest) -> HttpResponse:
    """Every report of the organisation, narrowed by the address."""
    return lists.show(request, REPORTS, "inventory/report_list.html", bar="inventory/_report_bar.html")


@require_POST
@requires(Permission.EVIDENCE_ADD)
def act_on_many(request: StaffRequest) -> HttpResponse:
    """Tie the reports chosen each to its one device, set them aside with one reason, or bring them back.

    Each is decided apart; refusals are told.
    """
    act, form = act_of(request), SetAsideForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    wanted = request.POST.get("do")
    chosen = lists.chosen_rows(request, REPORTS)[:MOST_AT_ONCE]
    found = [kept for kept in chosen if kept.device_id is None]
    matched = queries.matches([kept.extract for kept in found], act.membership) if wanted == "tie" else []
    refused = []
    for place, kept in enumerate(found):
        try:
            if wanted == "tie":
                _tie(kept, matched[place].only, act)
            elif wanted == "bring_back":
                workflow.bring_back(evidence=kept, act=act)
            else:
                workflow.set_aside(evidence=kept, reason=reason, act=act)
        except Refusal as refusal:
            refused.append(f"{kept.name}: {refusal.message}")
    _tell(request, len(found) - len(refused), refused)
    return redirect("inventory:report-list")


def _tie(kept: Evidence, device: Device | None, act: Act) -> None:
    if device is None:
        raise NotCertain(_("Its names lead to no device, or to several: a person chooses."))
    workflow.assign(evidence=kept, device=device, act=act)


def _tell(request: StaffRequest, done: int, refused: Sequence[str]) -> None:
    if done:
        said = ngettext("%(count)d report decided.", "%(count)d reports decided.", done)
        messages.success(request, said % {"count": done})
    elif not refused:
        messages.warning(request, _("Choose at least one report that has no device."))
    for words in refused[:10]:
        messages.error(request, words)
