"""The only module that issues a donor's yearly report: its facts frozen with a number, drawn afterwards."""

import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Donation
from reuse.accounts.acting import Act
from reuse.accounts.models import Organisation
from reuse.accounts.roles import Permission
from reuse.core import ledger
from reuse.core.refusals import Refusal
from reuse.documents import workflow as documents
from reuse.documents.kinds import Kind
from reuse.documents.models import Document
from reuse.reports.queries.yearly import Yearly


class NothingToReport(Refusal):
    """Nothing happened in the year."""

    reason = "nothing_to_report"


@transaction.atomic
def issue_yearly(*, told: Yearly, act: Act, language: str = "fr") -> Document:
    """Number the report; the same figures asked for again are the same document."""
    act.require(Permission.DONATION_REGISTER)
    if told.donor != act.organisation or told.is_empty:
        raise NothingToReport(_("Nothing happened to your devices in this year."))
    Organisation.objects.select_for_update().get(pk=act.organisation.pk)  # two clicks are one report
    facts = facts_of(told)
    sha256 = hashlib.sha256(ledger.canonical(facts).encode()).hexdigest()
    known = Document.objects.readable_by(act.organisation).filter(
        kind=Kind.OUTCOME_REPORT, facts_sha256=sha256, voided_at=None, purged_at=None
    )
    return known.first() or documents.issue(
        kind=Kind.OUTCOME_REPORT,
        issuer=_issuer(told),
        facts=facts,
        act=act,
        language=language,
        readers=[told.donor],
    )


def _issuer(told: Yearly) -> Organisation:
    """The network, which answers for every workshop's figures; where there is none, who received the last batch."""
    network = Organisation.objects.filter(is_network=True).order_by("pk").first()
    return network or Donation.objects.filter(donor=told.donor).latest("pk").receiver


def facts_of(told: Yearly) -> dict[str, Any]:
    """All that the report says, in whole numbers."""
    return {
        "donor": told.donor.name,
        "siret": told.donor.siret,
        "year": told.year,
        "until": told.until.isoformat(),
        "counts": dict(told.counts),
        "reused": told.reused,
        "batches": [
            {
                "ref": one.ref,
                "title": one.title,
                "received": one.received,
                "reused": one.reused,
                "recycled": one.recycled,
            }
            for one in told.batches
        ],
        "outcomes": [
            {"code": one.code, "devices": one.devices, "grams": one.grams, "unknown": one.unknown}
            for one in told.outcomes
        ],
        "types": [
            {"type": kind.plural_name, "received": received, "reused": reused}
            for kind, received, reused in told.types
        ],
        "impact": {
            "low_g": told.impact.low_g,
            "high_g": told.impact.high_g,
            "devices": told.impact.devices,
            "without": told.impact.without,
            "versions": list(told.impact.versions),
            "sources": list(told.impact.sources),
        },
        "where": {
            "until": told.where.until.isoformat() if told.where.until else "",
            "places": [
                {"name": place.name, "devices": place.devices, "is_region": place.is_region}
                for place in told.where.places
            ],
            "elsewhere": told.where.elsewhere,
        },
    }
