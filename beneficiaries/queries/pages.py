"""What the home pages and the list of requests show: few statements, the same number for two rows and for thousands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Count, Q, QuerySet

from beneficiaries.models import Allocation, Handover, Programme, Request
from beneficiaries.queries.confirmations import to_confirm
from beneficiaries.queries.fitting import free_devices
from beneficiaries.queries.households import with_household
from beneficiaries.queries.marks import marked
from beneficiaries.queries.ranking import Ranked, named, ranking
from beneficiaries.queries.urgency import UrgencyShare, urgency_share
from beneficiaries.states import AllocationStage, HandoverStage, RequestStage
from reuse.accounts.models import Membership, Organisation, User
from reuse.accounts.roles import Role
from reuse.core.models import DeviceType
from reuse.core.prefixes import begins

_Held = TypeVar("_Held", Allocation, Handover)
PAGE = 50
TOP = 20
OPEN = (
    RequestStage.DRAFT,
    RequestStage.SUBMITTED,
    RequestStage.WAITING,
    RequestStage.PROPOSED,
    RequestStage.RESERVED,
    RequestStage.PAUSED,
)


@dataclass(frozen=True, slots=True)
class WorkerHome:
    """A partner's open requests by what they wait for."""

    drafts: Sequence[Request]
    to_answer: Sequence[Allocation]
    to_plan: Sequence[Allocation]
    planned: Sequence[Handover]
    waiting: Sequence[Request]
    counts: dict[str, int]
    to_confirm: int
    urgency: UrgencyShare


@dataclass(frozen=True, slots=True)
class Block:
    """A type of device for which more wait than are ready."""

    type: DeviceType
    waiting: int
    ready: int

    @property
    def missing(self) -> int:
        return self.waiting - self.ready


@dataclass(frozen=True, slots=True)
class CoordinatorHome:
    """The network's queue, what must be decided, what blocks."""

    to_check: Sequence[Request]
    proposals: Sequence[Allocation]
    unsuitable: Sequence[Allocation]
    planned: Sequence[Handover]
    queue: Sequence[Ranked]
    blocks: Sequence[Block]
    counts: dict[str, int]
    ready: int


def requests_like(membership: Membership, wanted: Mapping[str, Any]) -> QuerySet[Request]:
    """The requests this membership sees, narrowed: `q` (number, or the partner's own mark), `stage`, `type`, `partner`, `department`."""
    found = Request.objects.visible_to(membership).with_labels()
    if wanted.get("q"):
        said = wanted["q"].strip()
        found = found.filter(begins("ref", said) | marked(said, membership))
    for name in ("stage", "type", "partner", "department"):
        if wanted.get(name):
            found = found.filter(**{name: wanted[name]})
    return found


def allocations_like(membership: Membership, wanted: Mapping[str, Any]) -> QuerySet[Allocation]:
    """The proposals this membership sees, narrowed: `q` (number of the request), `stage`, `partner`."""
    found = Allocation.objects.visible_to(membership)
    if wanted.get("q"):
        found = found.filter(request__in=Request.objects.filter(begins("ref", wanted["q"].strip())))
    return _of_partner(found, wanted)


def handovers_like(membership: Membership, wanted: Mapping[str, Any]) -> QuerySet[Handover]:
    """The hand-overs this membership sees, narrowed: `stage`, `partner`, handed over `since` and `until`."""
    found = Handover.objects.visible_to(membership)
    bounds = {"handed_over_on__gte": wanted.get("since"), "handed_over_on__lte": wanted.get("until")}
    if meant := {name: day for name, day in bounds.items() if day}:
        found = found.filter(pk__in=Handover.objects.filter(**meant).values("pk"))
    return _of_partner(found, wanted)


def _of_partner(found: QuerySet[_Held], wanted: Mapping[str, Any]) -> QuerySet[_Held]:
    if wanted.get("stage"):
        found = found.filter(stage=wanted["stage"])
    if wanted.get("partner"):
        found = found.filter(request__partner__public_id=wanted["partner"])
    return found


def programme_in_force(on: date) -> Programme | None:
    """The programme new requests are filed under: the latest begun and not ended."""
    return Programme.objects.filter(Q(until=None) | Q(until__gte=on), since__lte=on).first()


def habits_of(membership: Membership) -> dict[str, Any]:
    """Where this person's last request was collected, and from which commune: offered again."""
    last = (
        Request.objects.filter(worker=membership.user, partner=membership.organisation)
        .order_by("-pk")
        .first()
    )
    return {"site": last.site_id, "commune": last.commune, "type": last.type_id} if last else {}


def colleagues_of(request: Request, on: date) -> QuerySet[User]:
    """Who could follow the request instead: the partner's other workers."""
    memberships = Membership.objects.current(on).filter(organisation=request.partner, role=Role.SOCIAL_WORKER)
    return User.objects.filter(memberships__in=memberships).exclude(pk=request.worker_id).order_by("name")


def worker_home(membership: Membership, *, at: datetime) -> WorkerHome:
    """What this partner's requests wait for: from the partner, and from us."""
    mine = Request.objects.visible_to(membership)
    held = Allocation.objects.visible_to(membership).live().with_labels().order_by("stage_since", "pk")
    allocations = list(held.select_related("handover__site")[:TOP])
    elsewhere = {RequestStage.PROPOSED, RequestStage.RESERVED}
    open_ones = mine.at_stage(*(stage for stage in OPEN if stage not in elsewhere)).with_labels()
    shown = list(with_household(open_ones).order_by("-pk")[:PAGE])
    return WorkerHome(
        drafts=[one for one in shown if one.stage == RequestStage.DRAFT],
        waiting=[one for one in shown if one.stage != RequestStage.DRAFT],
        to_answer=[
            one for one in allocations if one.stage == AllocationStage.PROPOSED and one.answer is None
        ],
        to_plan=[
            one for one in allocations if one.stage == AllocationStage.ACCEPTED and not _is_planned(one)
        ],
        planned=sorted(
            (one.handover for one in allocations if _is_planned(one)), key=lambda one: one.planned_at
        ),
        counts=_counts(mine),
        to_confirm=to_confirm(membership, at).count(),
        urgency=urgency_share(membership.organisation),
    )


def _is_planned(allocation: Allocation) -> bool:
    handover = getattr(allocation, "handover", None)
    return handover is not None and handover.stage == HandoverStage.PLANNED


def coordinator_home(membership: Membership, *, on: date) -> CoordinatorHome:
    """What the network waits for. The queue's head is shown; the whole of it is ranked to know who stands there."""
    sent = Request.objects.visible_to(membership)
    live = Allocation.objects.visible_to(membership).live().with_labels()
    placed = ranking(on=on).rows
    waiting: dict[int, int] = {}
    for row in placed:
        waiting[row.request.type_id] = row.of
    stock = dict(free_devices().order_by().values_list("type").annotate(count=Count("pk")))
    types = DeviceType.objects.filter(pk__in=waiting)
    blocks = [Block(one, waiting[one.pk], stock.get(one.pk, 0)) for one in types]
    return CoordinatorHome(
        to_check=list(
            sent.at_stage(RequestStage.SUBMITTED).with_labels().order_by("submitted_at", "pk")[:TOP]
        ),
        proposals=list(live.filter(stage=AllocationStage.PROPOSED).order_by("stage_since", "pk")[:TOP]),
        unsuitable=list(live.filter(stage=AllocationStage.ACCEPTED, answer=False).order_by("pk")[:TOP]),
        planned=list(
            Handover.objects.filter(stage=HandoverStage.PLANNED)
            .select_related("request__partner", "device__type", "site")
            .order_by("planned_at", "pk")[:TOP]
        ),
        queue=named(placed[:TOP]),
        blocks=[block for block in blocks if block.missing > 0],
        counts=_counts(sent),
        ready=sum(stock.values()),
    )


def _counts(found: QuerySet[Request]) -> dict[str, int]:
    counted = dict(found.order_by().values_list("stage").annotate(count=Count("pk")))
    return {stage: counted.get(stage, 0) for stage in RequestStage.values}


def unfinished_of(worker: User, partner: Organisation) -> QuerySet[Request]:
    """What a worker follows there and has not finished."""
    return Request.objects.filter(worker=worker, partner=partner, stage__in=OPEN).order_by("id")
