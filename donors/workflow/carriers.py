"""Who drives for a workshop, and the private calendar links of its people."""

import secrets
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from donors.models import CalendarLink, Carrier
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission
from reuse.accounts.workflow.tokens import digest
from reuse.core import clock
from reuse.core.refusals import NotPermitted, Refusal


class NameTaken(Refusal):
    """The organisation has a carrier of this name."""

    reason = "name_taken"


def add_carrier(*, act: Act, **facts: Any) -> Carrier:
    """`facts`: name, telephone, email, is_own_van."""
    act.require(Permission.DONATION_DECIDE)
    return _saved(Carrier(organisation=act.organisation, **facts))


def change_carrier(*, carrier: Carrier, act: Act, **facts: Any) -> Carrier:
    """Write the carrier's facts anew."""
    _require(carrier, act)
    for name, value in facts.items():
        setattr(carrier, name, value)
    return _saved(carrier)


def retire_carrier(*, carrier: Carrier, act: Act) -> None:
    """It is offered no more; trips it made keep its name."""
    _require(carrier, act)
    Carrier.objects.in_use().filter(pk=carrier.pk).update(retired_at=act.at)


def _require(carrier: Carrier, act: Act) -> None:
    act.require(Permission.DONATION_DECIDE)
    if carrier.organisation != act.organisation:
        raise NotPermitted(_("This carrier belongs to another organisation."))


def _saved(carrier: Carrier) -> Carrier:
    try:
        with transaction.atomic():
            carrier.save()
    except IntegrityError as error:
        raise NameTaken(_("There is a carrier of this name already.")) from error
    return carrier


def open_calendar(*, name: str, act: Act) -> str:
    """A private link to the trips this person may see; its key is told once, here."""
    act.require(Permission.DEVICE_RECEIVE)
    key = secrets.token_urlsafe(32)
    CalendarLink.objects.create(
        membership=act.membership, name=name.strip(), digest=digest(key), created_at=act.at
    )
    return key


def close_calendar(*, link: CalendarLink, act: Act) -> None:
    """The link answers no more."""
    if link.membership != act.membership:
        raise NotPermitted(_("This link belongs to somebody else."))
    CalendarLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=act.at)


def reader_of(key: str, now: datetime) -> Membership | None:
    """Whose calendar the key opens, while the link and the person's part stand."""
    link = (
        CalendarLink.objects.filter(digest=digest(key), revoked_at=None)
        .select_related("membership__user", "membership__organisation", "membership__site")
        .first()
    )
    if link is None:
        return None
    today = clock.local_date(now, link.membership.time_zone)
    stands = Membership.objects.current(today).filter(pk=link.membership_id).exists()
    return link.membership if stands and link.membership.may(Permission.DEVICE_RECEIVE) else None
