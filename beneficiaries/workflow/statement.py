"""What a hand-over form states, frozen in words at the hand-over. It names a case, never a person."""

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import Handover
from beneficiaries.states import ConnectionHelp, SignatureMethod, SkillsHelp
from beneficiaries.workflow.terms import LANGUAGE, Terms
from inventory.models import Identifier
from inventory.queries import PriceCap
from reuse.accounts.acting import Act
from reuse.core.translated import in_language


def of(
    handover: Handover,
    cap: PriceCap,
    price_cents: int,
    method: SignatureMethod,
    signature_digest: str,
    warranty_until: date,
    act: Act,
    terms: Terms,
) -> dict[str, Any]:
    """The facts `beneficiaries.documents` draws the form from (its HandOverForm says which)."""
    device, request = handover.device, handover.request
    known = {
        row.kind: row.value
        for row in device.identifiers.filter(
            kind__in=[Identifier.Kind.SERIAL, Identifier.Kind.IMEI], until=None
        ).order_by("-pk")
    }
    with translation.override(LANGUAGE):
        return {
            "case": request.ref,
            "structure": request.partner.name,
            "handed_over_by": act.by.name,
            "site": str(handover.site),
            "handed_over_at": act.at.isoformat(),
            "device": {
                "code": device.code,
                "type": str(device.type),
                "model": device.name,
                "serial": known.get(Identifier.Kind.SERIAL, ""),
                "imei": known.get(Identifier.Kind.IMEI, ""),
                "description": _description(handover),
            },
            "accessories": [
                words for code, words in queries.items_with(request).items() if code not in terms.missing
            ],
            "missing": [
                words for code, words in queries.items_with(request).items() if code in terms.missing
            ],
            "price_cents": price_cents,
            "cap_cents": cap.cents,
            "cap_source": cap.code,
            "warranty": in_language(request.programme.warranty),
            "warranty_until": warranty_until.isoformat(),
            "connection": terms.connection or _asked(request.connection_help, ConnectionHelp),
            "training": terms.training or _asked(request.skills_help, SkillsHelp),
            "recipient_signature": {
                "method": "drawn" if method == SignatureMethod.DRAWN else "paper",
                "at": act.at.isoformat() if method == SignatureMethod.DRAWN else None,
                "digest": signature_digest if method == SignatureMethod.DRAWN else "",
                "before": act.by.name if method == SignatureMethod.DRAWN else "",
            },
            "giver_signature": {"method": "account", "name": act.by.name, "at": act.at.isoformat()},
        }


def _asked(code: str, choices: type[ConnectionHelp] | type[SkillsHelp]) -> str:
    return str(choices(code).label) if code else ""


def _description(handover: Handover) -> str:
    device = handover.device
    parts = [
        device.cpu,
        _("%(n)s GB of memory") % {"n": round(device.ram_mb / 1024)} if device.ram_mb else "",
        _("%(n)s GB of storage") % {"n": device.storage_gb} if device.storage_gb else "",
    ]
    return ", ".join(part for part in parts if part)
