"""What the papers of a batch state: the facts of its agreement and of its reception slip, in the papers' language."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from donors import workflow as donations
from donors.models import Appointment, Deliberation, Donation, DonationLine
from donors.states import DonationStage, Lane, Party
from inventory import queries
from inventory.models import DeliveredPallet, Device
from inventory.states import Stage
from inventory.workflow.receiving import named
from inventory.workflow.reception import listed
from reuse.accounts.acting import Act
from reuse.accounts.models import Organisation
from reuse.web.templatetags import look

LANGUAGE = "fr"
CAP_CENTS = 300_00  # CG3P, article D3212-3
CAP_SOURCE = "CG3P, article D3212-3"
LEGAL_BASIS = {
    Lane.PUBLIC_GIFT_SOCIAL: "CG3P, article L3212-2, 3°",
    Lane.PUBLIC_GIFT_FREE_ONLY: "CG3P, article L3212-2, 2°",
}


def agreement_facts(donation: Donation, *, signer_name: str, signer_function: str) -> dict[str, Any]:
    """What the gift agreement says of the batch and its parties; `signer_…`: who signs for the receiver."""
    donor_signed = donation.signatures.filter(party=Party.DONOR).first()
    with translation.override(LANGUAGE):
        return {
            "batch": donation.ref,
            "donor": _body(
                donation.donor,
                donor_signed.signer_name if donor_signed else "",
                donor_signed.signer_function if donor_signed else "",
            ),
            "receiver": _body(donation.receiver, signer_name, signer_function),
            "lane": donation.lane,
            "lines": _announced(donation),
            "devices": [named(device) for device in listed(donation)],
            "erasure_level": "Purge" if donation.data_held == Donation.DataHeld.SENSITIVE else "Clear",
            "public_gift": _public_gift(donation),
            "collection": _collection(donation),
        }


def _announced(donation: Donation) -> list[dict[str, Any]]:
    """Quantities by type, and in what state and of what age their donor says they are."""
    by_hand = defaultdict(list)
    for line in donation.lines.all():
        by_hand[line.type_id].append(line)
    return [
        {
            "type": line.type.plural_name,
            "quantity": line.announced,
            "state": " · ".join(_states(donation, line.announced, by_hand[line.type.pk])),
        }
        for line in queries.count_lines(donation)
        if line.announced
    ]


def _states(donation: Donation, announced: int, by_hand: Sequence[DonationLine]) -> Iterator[str]:
    """What is said of each quantity, then of the rest, which is on a list."""
    for line in by_hand:
        words = [line.get_condition_display(), *([line.get_age_display()] if line.age else [])]
        yield f"{look.number(line.quantity)} × {', '.join(words).lower()}"
    if listed := announced - sum(line.quantity for line in by_hand):
        yield f"{look.number(listed)} × {donation.get_condition_display().lower()}"


def _body(body: Organisation, signatory: str, function: str) -> dict[str, str]:
    return {
        "name": body.name,
        "legal_form": body.get_legal_kind_display(),
        "address": body.whole_address,
        "siret": body.siret,
        "rna": body.rna,
        "signatory_name": signatory,
        "signatory_function": function,
    }


def _public_gift(donation: Donation) -> dict[str, Any] | None:
    if not donation.donor.is_public_body:
        return None
    return {
        "legal_basis": LEGAL_BASIS.get(Lane(donation.lane), "CG3P, article L3212-2"),
        "cap_cents": CAP_CENTS,
        "cap_source": CAP_SOURCE,
        "deliberation_reference": donation.deliberation_ref,
        "deliberation_on": _decided_on(donation),
    }


def _decided_on(donation: Donation) -> str:
    decided = Deliberation.objects.filter(donation=donation).first()
    return str(decided.decided_on) if decided and decided.decided_on else ""


def _collection(donation: Donation) -> str:
    if donation.delivery == Donation.Delivery.DROP_OFF:
        return _("The donor brings the devices to the site “%(site)s”.") % {"site": donation.site}
    if not donation.pickup_address:
        return ""
    return _("The receiving organisation collects the devices at: %(address)s.") % {
        "address": donation.pickup_address
    }


def slip_facts(donation: Donation, *, remarks: str, act: Act) -> dict[str, Any]:
    """What the reception slip says of the parties; the counts are added by the verb that closes."""
    begun = donation.events.filter(to_stage=DonationStage.IN_RECEPTION).order_by("seq").first()
    received = Device.objects.filter(donation=donation, received_at__isnull=False).exclude(
        stage=Stage.ANNOUNCED
    )
    with translation.override(LANGUAGE):
        return {
            "batch": donation.ref,
            "donor": donation.donor.name,
            "workshop": donation.receiver.name,
            "site": donation.site.name,
            "started_at": (begun.at if begun else act.at).isoformat(),
            "ended_at": act.at.isoformat(),
            "received_by": str(act.by),
            "received": [
                named(device)
                for device in received.select_related("type").prefetch_related("identifiers").order_by("pk")
            ],
            "agreement": donation.agreement.number if donation.agreement else "",
            "remarks": remarks,
        }


def transport_facts(trip: Appointment) -> dict[str, Any]:
    """What the slip of a trip says: from, to, what was announced, pallets and seals where they are noted. No price."""
    donation, site = trip.donation, trip.site
    loaded = DeliveredPallet.objects.filter(delivery__trip=trip)
    with translation.override(LANGUAGE):
        return {
            "batch": donation.ref,
            "donor": donation.donor.name,
            "from_address": donation.pickup_address or donation.donor.whole_address,
            "workshop": donation.receiver.name,
            "to_site": donations.where(site),
            "on": str(trip.on or ""),
            "hours": donations.hours(trip.slot) if trip.start else "",
            "carrier": trip.carrier.name if trip.carrier else "",
            "agreement": donation.agreement.number if donation.agreement else "",
            "lines": _announced(donation),
            "pallets": len(loaded),
            "seals": ", ".join(one.seal_departed for one in loaded if one.seal_departed),
        }
