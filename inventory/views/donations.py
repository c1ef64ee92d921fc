"""Batches: the donor's home, the list, and a batch with its live funnel. A donor sees devices, never people."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from donors import queries as donation_queries
from donors import workflow as donation_workflow
from donors.models import Donation, Sheet
from donors.states import DonationMove, DonationStage
from inventory import queries, workflow
from inventory.models import Device
from inventory.queries import Funnel
from inventory.states import Stage
from inventory.views import donation_list
from inventory.views.donation_facts import announced, facts
from inventory.views.donation_words import decision_awaited, lacks_decision, told, waits_for
from inventory.views.home import Task
from inventory.views.papers import papers
from reuse.accounts.acting import Act
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.documents import queries as document_queries
from reuse.web import charts
from reuse.web.templatetags.look import day, number

SIZE = 25
DEVICES_SHOWN = 50
RECEPTIONS = {DonationStage.ACCEPTED, DonationStage.IN_RECEPTION, DonationStage.CLOSED}
SCANNING = {DonationStage.ACCEPTED, DonationStage.IN_RECEPTION}


@requires(Permission.DONATION_REGISTER)
def donor_home(request: StaffRequest) -> HttpResponse:
    """My batches, and what waits for me, in a fixed number of statements."""
    found = donation_queries.donations_for(request.acting)
    donations, after = _page(found, request.GET.get("before", ""))
    context = {
        "first_name": str(request.acting.user).split(" ")[0],
        "tasks": list(_tasks(request)),
        "batches": donation_list.shown(donations, act_of(request)),
        "after": after,
        "figures": queries.funnel(
            queries.donors_devices(request.acting.organisation).filter(queries.not_undone())
        ),
    }
    return render(request, "inventory/donor_home.html", context)


def _tasks(request: StaffRequest) -> Iterator[Task]:
    """What only the donor can do: check lists that were read, sign drafts."""
    drafts = (
        Donation.objects.filter(donor=request.acting.organisation, stage=DonationStage.DRAFT)
        .select_related("donor", "deliberation")
        .order_by("-id")
    )
    sheets = Sheet.objects.filter(donation__in=drafts, state=Sheet.State.READ).select_related("donation")
    is_first = True
    for sheet in sheets.order_by("-id")[:5]:
        ready = sheet.summary.get("rows_ready", 0)
        yield Task(
            number=ready,
            title=ngettext(
                "row of “%(name)s” is ready to import", "rows of “%(name)s” are ready to import", ready
            )
            % {"name": sheet.name},
            detail=_("Batch %(ref)s") % {"ref": sheet.donation.ref},
            url=reverse("donors:sheet", args=[sheet.donation.ref, sheet.public_id]),
            action=_("Check the list"),
            is_primary=is_first,
        )
        is_first = False
    for task in _waiting_tasks(request.acting, is_first):
        yield task
        is_first = False
    shown = list(drafts[:5])
    funnels = queries.funnels(shown)
    for draft in shown:
        count = funnels[draft.pk].announced
        if count and lacks_decision(draft):
            yield _decision_task(draft, count, request.acting, is_first)
            is_first = False
            continue
        yield Task(
            number=count,
            title=ngettext(
                "device waits in the draft %(batch)s", "devices wait in the draft %(batch)s", count
            )
            % {"batch": draft},
            detail=_("Sign the gift: the workshop sees it only then.")
            if count
            else _("Drop a list, or enter quantities."),
            url=reverse("inventory:donation-sign" if count else "donors:donation-edit", args=[draft.ref]),
            action=_("Sign and announce") if count else _("Go on"),
            is_primary=is_first,
        )
        is_first = False


def _waiting_tasks(acting: Membership, is_first: bool) -> Iterator[Task]:  # noqa: FBT001
    """Lists of which some rows speak of several devices: the donor says which."""
    for donation, count in queries.with_waiting_rows(donation_queries.donations_for(acting)):
        yield Task(
            number=count,
            title=ngettext(
                "row of batch %(ref)s speaks of several devices",
                "rows of batch %(ref)s speak of several devices",
                count,
            )
            % {"ref": donation.ref},
            detail=_("Say which device is meant: the row waits until then."),
            url=reverse("inventory:waiting-rows", args=[donation.ref]),
            action=_("Choose"),
            is_primary=is_first,
        )
        is_first = False


def _decision_task(draft: Donation, count: int, acting: Membership, is_primary: bool) -> Task:  # noqa: FBT001
    """A public body's draft that waits for the decision that authorises it."""
    today = clock.local_date(clock.now(), acting.time_zone)
    known = getattr(draft, "deliberation", None)
    is_late = bool(known and known.expected_on and known.expected_on < today)
    words = decision_awaited(draft, today)
    return Task(
        number=count,
        title=ngettext("device waits in the draft %(batch)s", "devices wait in the draft %(batch)s", count)
        % {"batch": draft},
        detail="" if is_late else words,
        late=words if is_late else "",
        url=reverse("donors:deliberation", args=[draft.ref]),
        action=_("Enter the decision"),
        is_primary=is_primary,
    )


def _page(found: Any, before: str) -> tuple[list[Donation], str]:
    """A page by keyset, newest first, and the place the next one continues from."""
    if before.isascii() and before.isdigit() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    rows = list(found[: SIZE + 1])
    return rows[:SIZE], str(rows[SIZE - 1].pk) if len(rows) > SIZE else ""


@requires(Permission.DONATION_VIEW)
def donation_detail(request: StaffRequest, ref: str) -> HttpResponse:
    """A batch: where it stands, its papers, its devices, and the gestures that would succeed now."""
    found = donation_queries.donations_for(request.acting).select_related(
        "donor", "receiver", "site__organisation", "agreement", "contact"
    )
    donation, act = get_object_or_404(found, ref=ref), act_of(request)
    [funnel] = queries.funnels([donation]).values()
    lines = queries.count_lines(donation)
    listed = donation.devices.exclude(stage=Stage.NOT_DELIVERED).count()
    context = {
        "donation": donation,
        "funnel": funnel,
        "steps": list(_steps(donation, funnel, lines)),
        "became": _became(funnel),
        "lines": lines,
        "waits": waits_for(donation, funnel, act),
        "can": {move.value: donation_workflow.can(donation, move, act) for move in DonationMove},
        "documents": document_queries.with_openable(
            donation.documents.order_by("-issued_at"), request.acting
        ),
        "sheets": donation.sheets.all(),
        "waiting_rows": queries.waiting_rows(donation),
        "events": [told(event) for event in donation.events.select_related("note").order_by("-seq")[:30]],
        "facts": facts(donation, act),
        **announced(donation, listed, act),
        "papers": papers(donation, act),
        **_gestures(donation, act),
        **_devices(request, donation),
    }
    return render(request, "inventory/donation_detail.html", context)


def _gestures(donation: Donation, act: Act) -> dict[str, Any]:
    """Links and small forms, each only for those who may."""
    is_here = act.organisation == donation.receiver or act.organisation.is_network
    may_receive = is_here and act.membership.may(Permission.DEVICE_RECEIVE) and donation.stage in SCANNING
    travels = donation_workflow.may_travel(donation)
    return {
        "may_receive": may_receive,
        "may_see_reception": (is_here or act.organisation == donation.donor) and donation.stage in RECEPTIONS,
        "may_print": may_receive and act.membership.may(Permission.LABEL_PRINT),
        "travels": travels,
        "proposed": donation_queries.waiting_proposal(donation) if travels else None,
        "may_drop": donation_workflow.can_change_lists(donation, act),
        "may_see_devices": act.membership.may(Permission.DEVICE_VIEW),
        "is_donor": act.organisation == donation.donor,
        "awaits_decision": lacks_decision(donation),
        "may_correct_lane": workflow.may_correct_lane(donation, act),
        **_campaign(donation, act),
    }


def _campaign(donation: Donation, act: Act) -> dict[str, Any]:
    """The campaign a batch is given for, and those its donor may choose while it is not closed."""
    may_join = (
        act.organisation == donation.donor
        and act.membership.may(Permission.DONATION_REGISTER)
        and donation.stage not in {DonationStage.DECLINED, DonationStage.CANCELLED, DonationStage.CLOSED}
    )
    return {
        "campaign": donation_queries.campaign_of(donation),
        "campaigns": donation_queries.open_campaigns(act.on) if may_join else [],
    }


def _devices(request: StaffRequest, donation: Donation) -> dict[str, Any]:
    """A page of the batch's devices, by keyset. Nothing here names who received one."""
    devices = (
        Device.objects.filter(queries.not_undone(), donation=donation).select_related("type").order_by("pk")
    )
    after = request.GET.get("after", "")
    if after.isascii() and after.isdigit() and len(after) < 19:
        devices = devices.filter(pk__gt=int(after))
    rows = list(devices.prefetch_related("identifiers")[: DEVICES_SHOWN + 1])
    shown = [(device, workflow.named(device)) for device in rows[:DEVICES_SHOWN]]
    more = str(rows[DEVICES_SHOWN - 1].pk) if len(rows) > DEVICES_SHOWN else ""
    return {"devices": shown, "devices_after": more, "devices_continued": bool(after)}


def _steps(donation: Donation, funnel: Funnel, lines: Sequence[queries.CountLine]) -> Iterator[charts.Step]:
    yield charts.Step(_("Announced"), funnel.announced, _("on %(day)s") % {"day": day(donation.created_at)})
    yield charts.Step(_("Received"), funnel.received, _difference(donation, lines))
    holding = sum(line.received for line in lines if line.type.holds_data)
    yield charts.Step(
        _("Data erased"),
        funnel.erased,
        ngettext("of %(count)s device that holds some", "of %(count)s devices that hold some", holding)
        % {"count": number(holding)}
        if holding
        else "",
    )
    yield charts.Step(_("Ready"), funnel.ready, _("checked by a second person") if funnel.ready else "")
    yield charts.Step(_("Handed over"), funnel.handed_over)


def _difference(donation: Donation, lines: Sequence[queries.CountLine]) -> str:
    missing, unexpected = (sum(getattr(line, name) for line in lines) for name in ("missing", "unexpected"))
    if donation.stage not in {DonationStage.IN_RECEPTION, DonationStage.CLOSED}:
        return ""
    parts = []
    if missing:
        parts.append(
            ngettext("%(count)s not seen", "%(count)s not seen", missing) % {"count": number(missing)}
        )
    if unexpected:
        parts.append(
            ngettext("%(count)s extra", "%(count)s extra", unexpected) % {"count": number(unexpected)}
        )
    return ", ".join(parts) or _("as announced")


def _became(funnel: Funnel) -> list[tuple[str, int, str]]:
    """The parts of what came: tone, number, words."""
    ready = max(0, funnel.ready - funnel.handed_over)
    exits = funnel.recycled + funnel.parts + funnel.other_exits
    in_work = max(0, funnel.received - funnel.handed_over - ready - exits)
    return [
        ("a", funnel.handed_over, _("handed over")),
        ("b", ready, _("ready or reserved")),
        ("c", in_work, _("in the workshop")),
        ("d", exits, _("left otherwise: recycled, parts, other reuse")),
    ]
