"""What to lay out before a session of hand-overs: devices, chargers, bags, settings, sheets. No case, no person."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from beneficiaries.models import AllocationItem, Handover, QuickStartSheet
from beneficiaries.queries.quick_start import family_of, language_named, reviewed_sheets
from beneficiaries.queries.sets import Rules, items_with, set_rules
from beneficiaries.states import ConnectionHelp, Feature, HandoverStage
from inventory.models import Device
from reuse.accounts.models import Membership, Site


@dataclass(frozen=True, slots=True)
class ToPrepare:
    """One device of a session: when it is wanted, what goes with it, what is set before."""

    at: datetime
    device: Device
    others: tuple[Device, ...]  # of its set
    items: tuple[str, ...]
    settings: tuple[str, ...]
    language: str  # of the first steps to print: ours by its code, another by its own name
    reviewed: QuickStartSheet | None = None  # the network's own sheet in that language

    @property
    def first_steps(self) -> str:
        """The language in words."""
        return language_named(self.language)


@dataclass(frozen=True, slots=True)
class Preparation:
    """A session: its devices in the order of the appointments, and how many of each thing in all."""

    site: Site
    day: date
    rows: Sequence[ToPrepare]

    @property
    def totals(self) -> list[tuple[str, int]]:
        """Other devices, chargers, bags, SIM cards, settings and sheets to print, the most frequent first."""
        named = [str(one.type) for row in self.rows for one in row.others]
        counted = Counter([*named, *(name for row in self.rows for name in (*row.items, *row.settings))])
        sheets = Counter(_("First steps: %(language)s") % {"language": row.first_steps} for row in self.rows)
        return [(_("Devices"), len(self.rows)), *counted.most_common(), *sheets.most_common()]


def preparation(site: Site, day: date, membership: Membership) -> Preparation:
    """The session of a site on a day, as far as one sees its hand-overs."""
    zone = ZoneInfo(site.time_zone)
    planned = Handover.objects.visible_to(membership).filter(
        site=site,
        stage=HandoverStage.PLANNED,
        planned_at__gte=datetime.combine(day, time.min, zone),
        planned_at__lte=datetime.combine(day, time.max, zone),
    )
    found = planned.select_related(
        "device__type", "device__place", "device__site", "request__type", "allocation"
    )
    items = AllocationItem.objects.filter(released_at=None).select_related("device__type", "device__place")
    ordered = found.prefetch_related(Prefetch("allocation__items", items)).order_by("planned_at", "pk")
    rules, sheets = set_rules(day), {(one.family, one.language): one for one in reviewed_sheets()}
    return Preparation(site, day, [_row(one, rules, sheets) for one in ordered])


def _row(handover: Handover, rules: Rules, sheets: Mapping[tuple[str, str], QuickStartSheet]) -> ToPrepare:
    request = handover.request
    sim = [str(ConnectionHelp.SIM.label)] if request.connection_help == ConnectionHelp.SIM else []
    settings = [str(Feature(code).label) for code in request.features if code in Feature.values]
    return ToPrepare(
        at=handover.planned_at,
        device=handover.device,
        others=tuple(item.device for item in handover.allocation.items.all()),
        items=(*items_with(request, rules).values(), *sim),
        settings=tuple(settings),
        language=request.sheet_language or "fr",
        reviewed=sheets.get((family_of(handover.device.type.code), request.sheet_language)),
    )
