"""The verbs of a hand-over: planned, done against a signature at a price within the cap, taken back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import (
    Handover,
    HandoverEvent,
    HandoverSignature,
    RequestEvent,
)
from beneficiaries.states import (
    AllocationMove,
    HandoverMove,
    RequestEventKind,
    RequestMove,
    SignatureMethod,
)
from beneficiaries.workflow import sets, statement
from beneficiaries.workflow.moves import (
    ALLOCATION,
    HANDOVER,
    REQUEST,
    coarse,
    locked_handover,
)
from beneficiaries.workflow.refusals import (
    NotTogether,
    OtherDevice,
    PriceAboveCap,
    SignatureMissing,
)
from beneficiaries.workflow.terms import LANGUAGE, Terms, keep_terms
from inventory import workflow as inventory
from inventory.models import Device
from inventory.queries import PriceCap, price_cap
from inventory.states import Stage
from reuse.accounts.acting import Act
from reuse.accounts.models import Organisation
from reuse.core import chance
from reuse.core.ledger import Happening, canonical, note_digest, record
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind

MOST_POINTS = 5000  # of a drawn signature
LEAST_POINTS = 5  # fewer is a slip of the finger


@dataclass(frozen=True, slots=True)
class Signature:
    """Drawn on the screen (strokes of [x, y] points) or on paper (then the name in print)."""

    method: SignatureMethod
    name: str = ""
    strokes: Sequence[Sequence[Sequence[int]]] = ()

    def check(self) -> None:
        """Raise SignatureMissing when there is nothing to keep."""
        points = sum(len(stroke) for stroke in self.strokes)
        if self.method == SignatureMethod.DRAWN and not LEAST_POINTS <= points <= MOST_POINTS:
            raise SignatureMissing(_("Nothing readable was drawn: sign again, or choose “signed on paper”."))
        if self.method == SignatureMethod.PAPER and not self.name.strip():
            raise SignatureMissing(_("Type the name of the person who signed on paper."))

    def text(self) -> str:
        """What is digested into the ledger: the signature itself stays beside it, encrypted."""
        return canonical({"method": self.method.value, "name": self.name, "strokes": self.strokes})


@transaction.atomic
def hand_over(
    *,
    handover: Handover,
    price_cents: int,
    signature: Signature,
    code: str,
    act: Act,
    terms: Terms | None = None,
) -> HandoverEvent:
    """Hand the device over. `code`: what was read on its label. Form and receipt are issued in the same transaction.

    Raises OtherDevice, PriceAboveCap, PaymentWrong, SignatureMissing, MoveNotAllowed, NotPermitted, or a gate's refusal.
    """
    held = locked_handover(handover, act)
    return complete(
        held, price_cents=price_cents, signature=signature, code=code, act=act, terms=terms or Terms()
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One device of several that are signed for at once."""

    handover: Handover
    code: str
    price_cents: int
    terms: Terms


@transaction.atomic
def hand_over_together(*, parts: Sequence[Part], signature: Signature, act: Act) -> list[HandoverEvent]:
    """Several devices of one person or household against one signature, or none of them. Each has its form.

    Raises NotTogether unless they are handed over at one place for one partner, and what `hand_over` raises.
    """
    if len({(one.handover.site_id, one.handover.request.partner_id) for one in parts}) > 1:
        raise NotTogether(_("One signature is for devices of one structure, handed over at one place."))
    together = str(chance.new_uuid()) if len(parts) > 1 else ""
    return [
        hand_over(
            handover=one.handover,
            price_cents=one.price_cents,
            signature=signature,
            code=one.code,
            act=act,
            terms=replace(one.terms, together=together),
        )
        for one in sorted(parts, key=lambda part: part.handover.request_id)
    ]


def complete(
    held: Handover, *, price_cents: int, signature: Signature, code: str, act: Act, terms: Terms
) -> HandoverEvent:
    """Hand over what a hand-over the caller holds has planned."""
    HANDOVER.check(held, HandoverMove.HAND_OVER, act)
    device, request = held.device, held.request
    if not queries.names_device(code, device):
        raise OtherDevice(
            _("This code is not that of the device reserved: take %(device)s.") % {"device": device}
        )
    signature.check()
    act = act.at_site(act.site or held.site)
    on = act.on  # the day both ledgers say: figures find a hand-over by it
    terms.check(price_cents)
    together = sets.bring_together(held, terms, act, on)
    terms = together.terms
    cap = _within(device, price_cents, on, together.devices)
    first = device.first_handed_over_on is None
    inventory.deliver(device=device, act=act, handover=str(held.public_id))
    for item in together.items:
        sets.deliver(item, held, act, on)
    salt = chance.token_hex(16)
    digest = note_digest(salt, signature.text())
    warranty_until = months_after(on, request.programme.warranty_months)
    network = Organisation.objects.filter(is_network=True)  # its coordinators follow every hand-over
    form = statement.of(held, cap, price_cents, signature.method, digest, warranty_until, act, terms)
    changes = {
        "lane": device.lane,
        "cap_cents": cap.cents,
        "cap_rule": cap.code,
        "price_cents": price_cents,
        "signature_method": signature.method,
        "handed_over_on": on,
        "warranty_until": warranty_until,
        "document": documents.issue(
            kind=Kind.HAND_OVER_FORM,
            issuer=device.owner,
            facts=form,
            act=act,
            language=LANGUAGE,
            readers=[request.partner, device.holder, act.organisation, *network],
        ),
    }
    details = {
        **coarse(request),
        "request": request.ref,
        "device": device.code,
        "price_cents": price_cents,
        "cap_rule": cap.code,
        "first": first,
        "signature": digest,
        **({"set": [one.code for one in together.devices]} if together.items else {}),
        **({"together": terms.together} if terms.together else {}),
    }
    event = HANDOVER.move(held, HandoverMove.HAND_OVER, act, details=details, changes=changes)
    HandoverSignature.objects.create(
        handover=held,
        name=signature.name.strip(),
        strokes=json.dumps(signature.strokes) if signature.strokes else "",
        salt=salt,
    )
    keep_terms(held, terms, form, act)
    ALLOCATION.move(held.allocation, AllocationMove.FULFIL, act)
    inventory.give_accessories(
        allocation=str(held.allocation.public_id), device=device, given=together.kinds, act=act
    )
    REQUEST.move(request, RequestMove.SERVE, act, details=coarse(request))
    return event


def _within(device: Device, price_cents: int, on: date, others: Sequence[Device]) -> PriceCap:
    cap = price_cap(device, on=on, others=others)
    if not 0 <= price_cents <= cap.cents:
        shown = f"{cap.cents // 100},{cap.cents % 100:02d}"
        raise PriceAboveCap(
            _("At most %(cap)s € may be charged for this device (rule %(rule)s).")
            % {"cap": shown, "rule": cap.code}
        )
    return cap


@transaction.atomic
def take_back(
    *, handover: Handover, act: Act, reason_code: str, note: str = "", is_replaced: bool = True
) -> HandoverEvent:
    """A device comes back under warranty. `is_replaced`: the request waits again, with the day it was sent."""
    held = locked_handover(handover, act)
    event = HANDOVER.move(
        held, HandoverMove.TAKE_BACK, act, reason_code=reason_code, note=note, details=coarse(held.request)
    )
    if held.device.stage == Stage.HANDED_OVER:  # a workshop may have received it already
        inventory.take_back(device=held.device, act=act, reason_code=reason_code)
    if is_replaced:
        REQUEST.move(held.request, RequestMove.RETURN, act, details=coarse(held.request))
    else:
        happening = Happening(kind=RequestEventKind.RETURNED, details=coarse(held.request))
        record(RequestEvent, held.request, happening, act)
    return event


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date.resolution).day
    return date(year, month + 1, min(day.day, last))
