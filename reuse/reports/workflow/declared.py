"""The only module that writes what partners without Reuse declare: rows with their file, corrected by further rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries.workflow.personal import refuse_personal_data
from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.models import Retention, StoredFile
from reuse.accounts.roles import Permission
from reuse.core.communes import folded
from reuse.core.models import DeviceType
from reuse.core.refusals import Refusal
from reuse.reports.codes import Area
from reuse.reports.models import PartnerTotal
from reuse.reports.queries import territories
from reuse.reports.queries.declared import partner_totals

MOST_ROWS = 5000


class WrongDeclaration(Refusal):
    """A declared total that does not hold together, or that is declared already."""

    reason = "wrong_declaration"


Spellings = Mapping[str, set[str]]


@dataclass(frozen=True, slots=True)
class Said:
    """What an organisation says. No type: all together; no area: it does not say where."""

    organisation: str
    counts: str
    since: date
    until: date
    quantity: int
    declared_on: date
    siret: str = ""
    type: DeviceType | None = None
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The file that says it, as it came."""

    content: bytes
    name: str
    media_type: str


@transaction.atomic
def declare(*, said: Sequence[Said], source: Source, act: Act) -> list[PartnerTotal]:
    """Keep the file, and write every total it says, or none of them."""
    act.require(Permission.TARGET_SET)
    if not 0 < len(said) <= MOST_ROWS:
        raise WrongDeclaration(_("A file says between one and %(most)d totals.") % {"most": MOST_ROWS})
    file = _keep(source, act)
    spellings = _spellings(said)
    return [_write(one, file, act, spellings) for one in said]


@transaction.atomic
def correct_partner_total(
    *, total: PartnerTotal, quantity: int, reason: str, declared_on: date, source: Source | None, act: Act
) -> PartnerTotal:
    """Replace a total; 0 withdraws it. The row before stays readable. Without another file, the first one says it."""
    act.require(Permission.TARGET_SET)
    # The row is never changed: it is the unique link that lets one correction through.
    if PartnerTotal.objects.filter(replaces=total).exists():
        raise WrongDeclaration(_("This total is replaced already: correct the one that replaces it."))
    if not total.quantity:
        raise WrongDeclaration(_("This total is withdrawn: write another one down."))
    if declared_on > act.on:
        raise WrongDeclaration(_("What is declared has happened: no day lies ahead."))
    if not reason.strip():
        raise WrongDeclaration(_("Say why: the reason is shown with the change."))
    refuse_personal_data(reason)
    return PartnerTotal.objects.create(
        organisation=total.organisation,
        siret=total.siret,
        counts=total.counts,
        type=total.type,
        area=total.area,
        since=total.since,
        until=total.until,
        quantity=quantity,
        declared_on=declared_on,
        file=_keep(source, act) if source else total.file,
        by=act.by,
        at=act.at,
        replaces=total,
        reason=reason.strip(),
    )


def _keep(source: Source, act: Act) -> StoredFile:
    return files.keep(
        source.content,
        name=source.name,
        media_type=source.media_type,
        retention=Retention.DOCUMENT,
        owner=act.organisation,
        act=act,
    )


def _write(said: Said, file: StoredFile, act: Act, spellings: Spellings) -> PartnerTotal:
    _check(said, act, spellings)
    return PartnerTotal.objects.create(
        organisation=said.organisation.strip(),
        siret=said.siret,
        counts=said.counts,
        type=said.type,
        area=said.area.kept() if said.area else {},
        since=said.since,
        until=said.until,
        quantity=said.quantity,
        declared_on=said.declared_on,
        file=file,
        by=act.by,
        at=act.at,
    )


def _check(said: Said, act: Act, spellings: Spellings) -> None:
    if said.until < said.since:
        raise WrongDeclaration(_("The last day comes after the first."))
    if said.until > act.on or said.declared_on > act.on:
        raise WrongDeclaration(_("What is declared has happened: no day lies ahead."))
    if said.quantity < 1:
        raise WrongDeclaration(_("A total is at least one."))
    if said.area and not territories.exists(said.area):
        raise WrongDeclaration(_("No territory has this code: %(codes)s.") % {"codes": said.area.code})
    refuse_personal_data(said.organisation)
    same = partner_totals().filter(
        organisation__in=spellings[_compared(said.organisation)],
        counts=said.counts,
        since__lte=said.until,
        until__gte=said.since,
    )
    if any(_is_told_by(one, said) for one in same):
        raise WrongDeclaration(
            _("%(organisation)s has declared a total of this period already: correct that one.")
            % {"organisation": said.organisation}
        )


def _spellings(said: Sequence[Said]) -> Spellings:
    """The names that declared before and now: those that differ by case, accents or gaps alone are one organisation."""
    found: dict[str, set[str]] = defaultdict(set)
    known = PartnerTotal.objects.order_by().values_list("organisation", flat=True).distinct()
    for name in (*known, *(one.organisation.strip() for one in said)):
        found[_compared(name)].add(name)
    return found


def _compared(name: str) -> str:
    return folded(name) or name.strip()


def _is_told_by(total: PartnerTotal, said: Said) -> bool:
    """Whether both may tell one device: their types and territories meet. One that says none may be of any."""
    if total.type and said.type and total.type != said.type:
        return False
    if not total.area or said.area is None:
        return True
    mine, theirs = (territories.ground(areas) for areas in ([said.area], total.territory))
    return mine.meets(theirs, territories.homes())
