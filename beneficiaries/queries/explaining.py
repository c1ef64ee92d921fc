"""A request's rank told to the person it is about, with what the law asks to say (CRPA, art. R311-3-1-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beneficiaries.models import Request
from beneficiaries.queries import narrative
from beneficiaries.queries.order import Factor, FactorCode
from beneficiaries.queries.ranking import Ranked, ranking
from beneficiaries.states import RequestStage, Where
from reuse.core import clock
from reuse.directory.models import Contact
from reuse.directory.queries import contact_for
from reuse.web.templatetags.look import day


@dataclass(frozen=True, slots=True)
class Datum:
    """A datum the rule used, as it is for this request, and where it comes from."""

    label: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is said of a rank. `factors` are empty where no rank was ever reckoned."""

    ref: str
    result: str
    contribution: Sequence[str]
    used: Sequence[Datum]
    not_used: str
    factors: Sequence[Factor]
    points: int
    operations: Sequence[str]
    rule: str
    rule_version: int | None
    contact: Contact | None


def explanation(request: Request, *, on: date) -> Explanation:
    """The rank of today while the request waits; once a device is proposed, the rank it was proposed at."""
    if request.stage == RequestStage.WAITING:
        current = ranking(on=on, device_type=request.type)
        place = current.find(request)
        if place:
            return _told(
                request,
                on,
                factors=place.factors,
                position=(place.position, place.of),
                version=current.rule.version,
                moved=_moved(place),
            )
    kept = request.allocations.order_by("-pk").first()
    if kept and kept.facts.get("rank"):
        return _told(
            request,
            date.fromisoformat(kept.facts["on"]),
            factors=tuple(narrative.factors_of(kept)),
            position=(kept.facts["rank"], kept.facts["of"]),
            version=kept.facts["rule"],
            moved=[_("A person decided on the device: the rule only proposed.")],
        )
    return _told(request, on, factors=(), position=None, version=None, moved=[])


def _told(
    request: Request,
    on: date,
    *,
    factors: tuple[Factor, ...],
    position: tuple[int, int] | None,
    version: int | None,
    moved: Sequence[str],
) -> Explanation:
    points = sum(factor.points for factor in factors)
    numbers = {"day": day(on), "points": points, "type": request.type.plural_name}
    return Explanation(
        ref=request.ref,
        result=_("On %(day)s: rank %(position)s of %(of)s (%(type)s), %(points)s points.")
        % {**numbers, "position": position[0], "of": position[1]}
        if position
        else _("No rank is reckoned for this request now."),
        contribution=[
            _("The rule puts requests in order and proposes a device. It decides nothing."),
            _(
                "A person decides on the request, on the device and on the hand-over, and may decide otherwise with a reason, which is kept."
            ),
        ],
        used=_data(request, factors),
        not_used=_(
            "Name, sex, origin, age, address, health, remarks and the worker's own mark are not used: the rule is not given them."
        ),
        factors=factors,
        points=points,
        operations=[
            *_operations(factors, points),
            _("The requests for the same type of device are put in order: most points first."),
            _("When equal, the oldest request goes first."),
            *moved,
        ]
        if factors
        else [],
        rule=_("Rule no. %(version)s") % {"version": version} if version else "",
        rule_version=version,
        contact=contact_for(request.department, on),
    )


def _operations(factors: Sequence[Factor], points: int) -> list[str]:
    """The sum, written out."""
    summed = " + ".join(str(factor.points) for factor in factors)
    return [
        ngettext("%(sum)s = %(n)s point", "%(sum)s = %(n)s points", points) % {"sum": summed, "n": points}
    ]


def _moved(place: Ranked) -> list[str]:
    """What a person decided of the place, where somebody did."""
    one = place.placement
    if one is None:
        return []
    where = (
        str(Where.FIRST.label)
        if one.where == Where.FIRST or one.after is None
        else _("just after %(ref)s") % {"ref": one.after.ref}
    )
    on = clock.local_date(one.at, place.request.site.time_zone)
    facts = {"day": day(on), "where": where, "reason": one.reason}
    return [_("Placed by a person on %(day)s, %(where)s: %(reason)s.") % facts]


def _data(request: Request, factors: Sequence[Factor]) -> list[Datum]:
    given = {factor.code: factor.given for factor in factors}
    sent = request.submitted_at
    rows = [
        (
            FactorCode.WAITING,
            _("the day the request was sent: %(day)s")
            % {"day": day(clock.local_date(sent, request.site.time_zone)) if sent else "–"},
        ),
        (FactorCode.URGENCY, _("said by the worker in the request")),
        (FactorCode.DUE, _("the quota of the partner and its hand-overs in the period")),
        (FactorCode.CARRIED_OVER, _("the day the request was sent and the partner's period")),
        (FactorCode.TERRITORY, _("requests sent and served by department, without persons")),
    ]
    return [Datum(str(code.label), given[code], source) for code, source in rows if code in given]
