"""Collective requests: their queue, what a structure may still have, which devices fit, what lies in a pool, what happened."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Case, F, IntegerField, Q, QuerySet, Sum, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beneficiaries.models import (
    AfterwardsRule,
    CollectiveDevice,
    CollectiveQuota,
    CollectiveRequest,
    PoolLoan,
)
from beneficiaries.queries.aftersales import device_of_code
from beneficiaries.queries.fitting import free_devices, unheld
from beneficiaries.queries.followups import before
from beneficiaries.queries.loans import afterwards_rule
from beneficiaries.queries.narrative import Told, told
from beneficiaries.states import Words
from beneficiaries.states.collective import (
    COLLECTIVE_REASONS,
    CollectiveEventKind,
    CollectiveMove,
    CollectiveStage,
    CollectiveUse,
)
from inventory import codes
from inventory.models import Device
from inventory.states import Stage
from reuse.accounts.models import Membership, Organisation

TOLD: Final = 50  # events, the latest; a pool has many
SENTENCES: Mapping[str, Words] = {
    CollectiveEventKind.SENT: gettext_lazy("Request sent by %(name)s"),
    CollectiveEventKind.LENT: gettext_lazy("Lent out of the pool by %(name)s"),
    CollectiveEventKind.BROUGHT_BACK: gettext_lazy("Back in the pool, received by %(name)s"),
    CollectiveEventKind.RESET: gettext_lazy("Data erased by the structure, says %(name)s"),
    CollectiveEventKind.CHECKED: gettext_lazy("Seen at the yearly check by %(name)s"),
    CollectiveEventKind.RETURNED: gettext_lazy("A device came back, received by %(name)s"),
    CollectiveEventKind.REPLACED: gettext_lazy("A device was replaced by %(name)s"),
    CollectiveMove.ACCEPT: gettext_lazy("Request accepted by %(name)s"),
    CollectiveMove.DECLINE: gettext_lazy("Request declined by %(name)s"),
    CollectiveMove.RESERVE: gettext_lazy("Devices reserved by %(name)s"),
    CollectiveMove.RELEASE: gettext_lazy("Devices back in stock, released by %(name)s"),
    CollectiveMove.DELIVER: gettext_lazy("Devices delivered together by %(name)s"),
    CollectiveMove.CANCEL: gettext_lazy("Cancelled by %(name)s"),
}


def queue() -> QuerySet[CollectiveRequest]:
    """What waits for devices, by the day it was sent: nothing else counts."""
    return CollectiveRequest.objects.filter(stage=CollectiveStage.ACCEPTED).order_by("sent_at", "pk")


def to_decide() -> QuerySet[CollectiveRequest]:
    """What no coordinator has decided on, by the day it was sent."""
    sent = CollectiveRequest.objects.filter(stage=CollectiveStage.SENT)
    return sent.select_related("partner", "type").order_by("sent_at", "pk")


def position(collective: CollectiveRequest) -> tuple[int, int] | None:
    """Its place among those that wait for the same type, and of how many."""
    keys = list(queue().filter(type=collective.type_id).values_list("pk", flat=True))
    return (keys.index(collective.pk) + 1, len(keys)) if collective.pk in keys else None


def quota_left(partner: Organisation, on: date) -> int | None:
    """Devices the structure may still have together in the period; None: no quota is set."""
    quota = CollectiveQuota.objects.filter(organisation=partner, since__lte=on, until__gte=on).first()
    if quota is None:
        return None
    taken = CollectiveRequest.objects.filter(
        partner=partner,
        stage__in=(CollectiveStage.ACCEPTED, CollectiveStage.RESERVED, CollectiveStage.DELIVERED),
        sent_at__date__range=(quota.since, quota.until),
    ).aggregate(sum=Sum("quantity"))["sum"]
    return quota.quantity - (taken or 0)


def is_beyond_quota(collective: CollectiveRequest, on: date) -> bool:
    """Whether it asks for more than is left."""
    left = quota_left(collective.partner, on)
    return left is not None and collective.quantity > left


def fitting(collective: CollectiveRequest) -> list[Device]:
    """Ready devices nobody holds that meet the use: at its site first, then the most modest, then the oldest."""
    least = collective.purpose.minimum.get(collective.type.code, {})
    found = free_devices().filter(type=collective.type_id)
    if least.get("ram_mb"):
        found = found.filter(ram_mb__gte=least["ram_mb"])
    if least.get("storage_gb"):
        found = found.filter(storage_gb__gte=least["storage_gb"])
    near = Case(When(site=collective.site_id, then=0), default=1, output_field=IntegerField())
    modest = (F("ram_mb").asc(nulls_first=True), F("storage_gb").asc(nulls_first=True))
    return list(found.order_by(near, *modest, "stage_since", "pk")[: collective.quantity])


def is_proposed(device: Device) -> bool:
    """Whether a person's proposal holds it."""
    return not unheld(Device.objects.filter(pk=device.pk)).exists()


def pool_item(code: str, partner: Organisation) -> CollectiveDevice | None:
    """The device of the structure's pool that a code names."""
    device = device_of_code(code)
    return pool(partner).filter(device=device).first() if device else None


def pool(partner: Organisation) -> QuerySet[CollectiveDevice]:
    """What lies in a structure's pools, or is lent out of them."""
    return CollectiveDevice.objects.filter(
        collective__partner=partner,
        collective__use=CollectiveUse.POOL,
        collective__stage=CollectiveStage.DELIVERED,
        released_at=None,
        device__stage=Stage.HANDED_OVER,
    ).select_related("device__type", "collective")


def pool_loans_to_remind(rule: AfterwardsRule, now: datetime) -> QuerySet[PoolLoan]:
    """Loans out of pools due within the days of the rule and not said yet; late ones again and again."""
    on = now.date()
    soon = on + timedelta(days=rule.loan_reminder_days)
    late = Q(due_on__lt=on, reminded_at__lt=now - timedelta(days=rule.late_every_days))
    open_loans = PoolLoan.objects.filter(returned_on=None, due_on__lte=soon)
    found = open_loans.filter(Q(reminded_at=None) | late)
    return found.select_related("item__device__type", "item__collective__partner").order_by(
        "item__collective__partner", "due_on", "pk"
    )


@dataclass(frozen=True, slots=True)
class InPool:
    """A device of a pool: lent to whom until when, or there; whether it is to be erased, or to be seen again."""

    item: CollectiveDevice
    loan: PoolLoan | None
    is_late: bool
    is_to_check: bool


def in_pool(membership: Membership, on: date) -> list[InPool]:
    """The acting structure's pool, what is late first. Two statements, and the rule."""
    rule = afterwards_rule(on)
    since = before(on, rule.pool_check_months) if rule else date.min
    items = list(pool(membership.organisation).order_by("pk"))
    open_loans = {loan.item_id: loan for loan in PoolLoan.objects.filter(item__in=items, returned_on=None)}
    rows = [
        InPool(
            item,
            open_loans.get(item.pk),
            is_late=item.pk in open_loans and open_loans[item.pk].due_on < on,
            is_to_check=item.checked_on is None or item.checked_on < since,
        )
        for item in items
    ]
    return sorted(rows, key=lambda row: (not row.is_late, row.loan is None, row.item.pk))


def events(collective: CollectiveRequest) -> list[Told]:
    """What happened to it and in its pool, latest first."""
    entries = list(collective.events.select_related("by").order_by("-seq")[:TOLD])
    lines = told(entries, SENTENCES, COLLECTIVE_REASONS)
    return [
        replace(line, detail=" · ".join(filter(None, [*_facts(entry.details), line.detail])))
        for line, entry in zip(lines, entries, strict=True)
    ]


def _facts(details: Mapping[str, Any]) -> Iterator[str]:
    """Which devices an event names, and whether it went beyond the quota."""
    named = details.get("devices") or filter(None, [details.get("device")])
    yield ", ".join(codes.shown(code) for code in named)
    if replaced := details.get("for"):
        yield _("instead of %(code)s") % {"code": codes.shown(replaced)}
    if details.get("beyond_quota"):
        yield _("beyond the quota")
