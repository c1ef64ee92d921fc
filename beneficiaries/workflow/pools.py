"""The verbs of a lending pool: lent, brought back, erased before the next loan, seen once a year. By the structure alone."""

from datetime import date, datetime
from itertools import groupby

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from beneficiaries.models import CollectiveDevice, CollectiveEvent, PoolLoan
from beneficiaries.queries import afterwards_rule
from beneficiaries.queries import collective as queries
from beneficiaries.states.collective import CollectiveEventKind
from beneficiaries.workflow.collective import locked
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.refusals import AppointmentTooFar, NotInPool, NotLent, ResetMissing
from reuse.accounts import mails
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, Organisation
from reuse.accounts.roles import Permission, Role
from reuse.core.ledger import Happening, record


@transaction.atomic
def lend(*, code: str, borrower: str, due_on: date, act: Act) -> PoolLoan:
    """Lend a device of the structure's pool, known by a scan, to somebody known by the structure's own mark."""
    refuse_personal_data(borrower)
    item = _item(code, act)
    if item.needs_reset:
        raise ResetMissing(
            _("It holds the data of who had it before: erase it, and say so, before you lend it.")
        )
    if due_on < act.on:
        raise AppointmentTooFar(_("This day has passed."))
    if PoolLoan.objects.filter(item=item, returned_on=None).exists():
        raise NotInPool(_("It is lent: note its return first."))
    loan = PoolLoan.objects.create(item=item, borrower=borrower.strip()[:20], lent_on=act.on, due_on=due_on)
    _tell(item, CollectiveEventKind.LENT, act)
    return loan


@transaction.atomic
def bring_back(*, code: str, act: Act) -> CollectiveDevice:
    """It is back in the pool; the mark of who had it is forgotten, their data are still to be erased."""
    item = _item(code, act)
    loan = PoolLoan.objects.filter(item=item, returned_on=None).first()
    if loan is None:
        raise NotLent(_("This device of the pool is not lent."))
    loan.returned_on, loan.borrower = act.on, ""
    loan.save(update_fields=["returned_on", "borrower"])
    item.needs_reset, item.checked_on = True, act.on
    item.save(update_fields=["needs_reset", "checked_on"])
    _tell(item, CollectiveEventKind.BROUGHT_BACK, act)
    return item


@transaction.atomic
def state_reset(*, code: str, act: Act) -> CollectiveDevice:
    """The structure says that it erased the data of the last borrower."""
    item = _item(code, act)
    item.needs_reset = False
    item.save(update_fields=["needs_reset"])
    _tell(item, CollectiveEventKind.RESET, act)
    return item


@transaction.atomic
def check_in_pool(*, code: str, act: Act) -> CollectiveDevice:
    """The structure has seen it: the yearly check."""
    item = _item(code, act)
    item.checked_on = act.on
    item.save(update_fields=["checked_on"])
    _tell(item, CollectiveEventKind.CHECKED, act)
    return item


def remind_pools(now: datetime) -> int:
    """One letter to the workers of each structure whose pool has loans soon over or late; how many loans they are about."""
    rule = afterwards_rule(now.date())
    due = list(queries.pool_loans_to_remind(rule, now)) if rule else []
    for partner, found in groupby(due, lambda one: one.item.collective.partner):
        _remind(partner, list(found), now)
    return len(due)


@transaction.atomic
def _remind(partner: Organisation, loans: list[PoolLoan], now: datetime) -> None:
    PoolLoan.objects.filter(pk__in=[one.pk for one in loans]).update(reminded_at=now)
    workers = Membership.objects.current(now.date()).filter(organisation=partner, role=Role.SOCIAL_WORKER)
    for membership in workers.select_related("user"):
        mails.send(
            to=membership.user,
            template="beneficiaries/mail/pool_due",
            context={"loans": loans, "url": mails.address(reverse("beneficiaries:pool"))},
        )


def _item(code: str, act: Act) -> CollectiveDevice:
    """The device of the acting structure's pool, its request held."""
    act.require(Permission.REQUEST_FILE)
    named = queries.pool_item(code, act.organisation)
    if named is None:
        raise NotInPool(_("This device is not in your pool."))
    locked(named.collective, act)
    return (
        CollectiveDevice.objects.select_for_update(of=("self",))
        .select_related("collective", "device")
        .get(pk=named.pk)
    )


def _tell(item: CollectiveDevice, kind: CollectiveEventKind, act: Act) -> None:
    subject = type(item.collective).objects.select_for_update(of=("self",)).get(pk=item.collective_id)
    record(CollectiveEvent, subject, Happening(kind=kind, details={"device": item.device.code}), act)
