"""What to lay out before a session of hand-overs: devices, chargers, bags, settings, sheets. No case, no person."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from beneficiaries.models import Handover, QuickStartSheet
from beneficiaries.queries.handing_over import items_with
from beneficiaries.queries.quick_start import family_of, language_named, reviewed_sheets
from beneficiaries.states import ConnectionHelp, Feature, HandoverStage
from inventory.models import Device
from reuse.accounts.models import Membership, Site


@dataclass(frozen=True, slots=True)
class ToPrepare:
    """One device of a session: when it is wanted, what goes with it, what is set before."""

    at: datetime
    device: Device
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
        """Chargers, bags, SIM cards, settings and sheets to print, the most frequent first."""
        counted = Counter(name for row in self.rows for name in (*row.items, *row.settings))
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
    found = planned.select_related("device__type", "device__place", "device__site", "request__type")
    ordered = found.prefetch_related("request__type__accessory_needs").order_by("planned_at", "pk")
    sheets = {(one.family, one.language): one for one in reviewed_sheets()}
    return Preparation(site, day, [_row(one, sheets) for one in ordered])


def _row(handover: Handover, sheets: Mapping[tuple[str, str], QuickStartSheet]) -> ToPrepare:
    request = handover.request
    sim = [str(ConnectionHelp.SIM.label)] if request.connection_help == ConnectionHelp.SIM else []
    settings = [str(Feature(code).label) for code in request.features if code in Feature.values]
    return ToPrepare(
        at=handover.planned_at,
        device=handover.device,
        items=(*items_with(request).values(), *sim),
        settings=tuple(settings),
        language=request.sheet_language or "fr",
        reviewed=sheets.get((family_of(handover.device.type.code), request.sheet_language)),
    )
