"""What an organisation is in law: recorded by the network's administrator on a proof, ended, never deleted."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Qualification
from donors.states import Quality
from reuse.accounts.acting import Act
from reuse.accounts.models import Organisation
from reuse.accounts.roles import Permission
from reuse.core.refusals import Refusal


class ProofMissing(Refusal):
    """A quality is recorded with its proof and its dates."""

    reason = "proof_missing"


@dataclass(frozen=True, slots=True)
class Proven:
    """A quality with its proof. `body` and `purpose`: what a gift receipt says of its issuer."""

    kind: Quality
    proof: str
    proof_on: date
    since: date
    until: date | None = None
    body: str = ""
    purpose: str = ""


@transaction.atomic
def qualify(*, organisation: Organisation, proven: Proven, act: Act) -> Qualification:
    """Record what was proven."""
    act.require(Permission.CONFIGURE)
    if not proven.proof.strip() or proven.proof_on > act.on:
        raise ProofMissing(_("Name the proof and its day: a decree, an approval, a ruling."))
    if proven.kind == Quality.TAX_RECEIPTS and not (proven.body.strip() and proven.purpose.strip()):
        raise ProofMissing(_("A receipt names the type of body and its object: write both."))
    return Qualification.objects.create(
        organisation=organisation,
        kind=proven.kind,
        proof=proven.proof.strip(),
        proof_on=proven.proof_on,
        since=proven.since,
        until=proven.until,
        body_words=proven.body.strip(),
        object_words=proven.purpose.strip(),
        by=act.by,
        at=act.at,
    )


@transaction.atomic
def end_qualification(*, qualification: Qualification, until: date, act: Act) -> Qualification:
    """Name its last day; what was done under it stands."""
    act.require(Permission.CONFIGURE)
    held = Qualification.objects.select_for_update().get(pk=qualification.pk)
    if until < held.since:
        raise ProofMissing(_("It cannot end before it began."))
    held.until = until
    held.save(update_fields=["until"])
    return held
