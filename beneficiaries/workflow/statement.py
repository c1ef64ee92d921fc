"""What a hand-over form states, frozen in words at the hand-over. It names a case, never a person."""

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import Handover
from beneficiaries.states import ConnectionHelp, SignatureMethod, SkillsHelp
from beneficiaries.workflow.terms import LANGUAGE, Terms
from inventory.models import Device, Identifier
from inventory.queries import PriceCap
from reuse.accounts.acting import Act
from reuse.core.models import DeviceType
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
    request = handover.request
    with translation.override(LANGUAGE):
        items = queries.items_with(request, queries.set_rules(act.on))
        devices = {one.code: str(one) for one in DeviceType.objects.filter(code__in=terms.missing)}
        words = {**items, **devices}
        return {
            "case": request.ref,
            "structure": request.partner.name,
            "handed_over_by": act.by.name,
            "site": str(handover.site),
            "handed_over_at": act.at.isoformat(),
            "device": _described(handover.device),
            "others": [_described(item.device) for item in queries.items_of(handover.allocation)],
            "accessories": [items[code] for code in items if code not in terms.missing],
            "missing": [words[code] for code in terms.missing if code in words],
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


def _described(device: Device) -> dict[str, str]:
    known = {
        row.kind: row.value
        for row in device.identifiers.filter(
            kind__in=[Identifier.Kind.SERIAL, Identifier.Kind.IMEI], until=None
        ).order_by("-pk")
    }
    return {
        "code": device.code,
        "type": str(device.type),
        "model": device.name,
        "serial": known.get(Identifier.Kind.SERIAL, ""),
        "imei": known.get(Identifier.Kind.IMEI, ""),
        "description": _description(device),
    }


def _description(device: Device) -> str:
    parts = [
        device.cpu,
        _("%(n)s GB of memory") % {"n": round(device.ram_mb / 1024)} if device.ram_mb else "",
        _("%(n)s GB of storage") % {"n": device.storage_gb} if device.storage_gb else "",
    ]
    return ", ".join(part for part in parts if part)
