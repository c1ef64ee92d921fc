"""The verbs of a lending pool: lent, brought back, erased before the next loan, seen once a year. By the structure alone."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries.models import CollectiveDevice, CollectiveEvent, PoolLoan
from beneficiaries.queries import collective as queries
from beneficiaries.states.collective import CollectiveEventKind
from beneficiaries.workflow.collective import locked
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.refusals import AppointmentTooFar, NotInPool, NotLent, ResetMissing
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
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
