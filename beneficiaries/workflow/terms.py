"""What is agreed with a hand-over: payments that make the price, what was missing, the other two legs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from beneficiaries.models import Handover, HandoverTerms, Payment, PaymentMeans
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.refusals import PaymentWrong
from inventory import codes
from reuse.accounts.acting import Act
from reuse.accounts.models import Organisation
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind
from reuse.documents.models import Document
from reuse.web.templatetags import look

LANGUAGE = "fr"  # of our documents


@dataclass(frozen=True, slots=True)
class Paid:
    """A part of the price. `number`: of a voucher that pays."""

    means: PaymentMeans
    amount_cents: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """`missing`: codes of what should have gone with the device and was not there. A SIM card's number is not kept."""

    paid: Sequence[Paid] = ()
    missing: Sequence[str] = ()
    sim_given: bool = False
    workshop_at: datetime | None = None
    workshop_place: str = ""
    mediator: str = ""
    scanned: Sequence[
        str
    ] = ()  # texts read on what goes with the device: its set's other devices, accessories
    together: str = ""  # what the hand-overs signed with one signature have in common

    def check(self, price_cents: int) -> None:
        """Raise PaymentWrong or PersonalDataFound."""
        refuse_personal_data(self.workshop_place)
        refuse_personal_data(self.mediator)
        if self.paid and sum(one.amount_cents for one in self.paid) != price_cents:
            raise PaymentWrong(_("What was paid does not make the price."))
        for one in self.paid:
            number = codes.normalised(one.number)
            if one.means.has_number and not number:
                raise PaymentWrong(_("%(means)s: type its number.") % {"means": one.means})
            if number and Payment.objects.filter(means=one.means, number=number).exists():
                raise PaymentWrong(_("%(means)s: this number was used before.") % {"means": one.means})

    @property
    def connection(self) -> str:
        """The second leg in words; empty when nothing was given."""
        return _("SIM card given") if self.sim_given else ""

    @property
    def training(self) -> str:
        """The third leg in words; empty when nothing was booked."""
        workshop = ""
        if self.workshop_at:
            workshop = _("Workshop booked: %(when)s") % {"when": look.instant(self.workshop_at)}
        mediator = _("Followed by: %(who)s") % {"who": self.mediator} if self.mediator else ""
        return ", ".join(filter(None, [workshop, self.workshop_place, mediator]))


def keep_terms(handover: Handover, terms: Terms, facts: Mapping[str, Any], act: Act) -> None:
    """Write down what was agreed, with a receipt for what was paid. The caller holds the hand-over."""
    Payment.objects.bulk_create(
        [
            Payment(
                handover=handover,
                means=one.means,
                amount_cents=one.amount_cents,
                number=codes.normalised(one.number),
            )
            for one in terms.paid
        ]
    )
    HandoverTerms.objects.create(
        handover=handover,
        missing=list(terms.missing),
        sim_given=terms.sim_given,
        workshop_at=terms.workshop_at,
        workshop_place=terms.workshop_place,
        mediator=terms.mediator,
        receipt=_receipt(handover, terms, facts, act) if handover.price_cents else None,
    )


def _receipt(handover: Handover, terms: Terms, facts: Mapping[str, Any], act: Act) -> Document:
    network = Organisation.objects.filter(is_network=True)
    with translation.override(LANGUAGE):
        payments = [
            {"means": str(one.means), "amount_cents": one.amount_cents, "number": one.number}
            for one in terms.paid
        ]
    stated = {
        name: facts[name] for name in ("case", "structure", "site", "handed_over_at", "device", "others")
    }
    return documents.issue(
        kind=Kind.PAYMENT_RECEIPT,
        issuer=handover.device.owner,
        facts={
            **stated,
            "price_cents": handover.price_cents,
            "received_by": act.by.name,
            "payments": payments,
        },
        act=act,
        readers=[handover.request.partner, handover.device.holder, act.organisation, *network],
    )
