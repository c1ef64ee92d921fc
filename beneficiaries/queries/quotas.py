"""Quotas of partners: what each is due in a period, what it had of it, what it waits for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q

from beneficiaries.models import Handover, PartnerQuota, Request
from beneficiaries.states import HandoverStage, RequestStage
from reuse.accounts.models import Organisation
from reuse.directory import queries as directory


@dataclass(frozen=True, slots=True)
class Share:
    """A partner in a period. `quantity` is None where it has no quota: nothing is held back from it."""

    partner: Organisation
    quantity: int | None
    served: int
    waiting: int
    territory: str = ""  # what its places serve, in words
    communes: int = 0  # of those that it names, groupings spelt out


def quarter_of(day: date) -> tuple[date, date]:
    """The calendar quarter a day is in."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    following = date(first.year + first.month // 10, (first.month + 3) % 12, 1)
    return first, following - timedelta(days=1)


def shares(since: date, until: date) -> Sequence[Share]:
    """Every partner, by name, whether or not it has a quota in exactly this period."""
    quotas = dict(
        PartnerQuota.objects.filter(since=since, until=until).values_list("organisation_id", "quantity")
    )
    done = Handover.objects.filter(
        stage=HandoverStage.DONE, handed_over_on__gte=since, handed_over_on__lte=until
    )
    served = dict(done.order_by().values_list("request__partner").annotate(Count("pk")))
    open_ones = Request.objects.at_stage(RequestStage.SUBMITTED, RequestStage.WAITING)
    waiting = dict(open_ones.order_by().values_list("partner").annotate(Count("pk")))
    partners = Organisation.objects.partners()
    areas = directory.territories(partners)
    return [
        Share(
            one,
            quotas.get(one.pk),
            served.get(one.pk, 0),
            waiting.get(one.pk, 0),
            directory.in_words(areas.get(one.pk, [])),
            len(directory.communes_of(areas.get(one.pk, []))),
        )
        for one in partners
    ]


def periods() -> Sequence[Mapping[str, Any]]:
    """The periods that have quotas, the latest first, with how many partners have one."""
    found = PartnerQuota.objects.order_by("-since", "until").values("since", "until")
    return [dict(one) for one in found.annotate(partners=Count("pk"))[:12]]


def overlapping(since: date, until: date) -> list[PartnerQuota]:
    """Quotas of other periods that share a day with this one: a partner has one quota at a time."""
    found = PartnerQuota.objects.filter(since__lte=until, until__gte=since).exclude(since=since, until=until)
    return list(found.select_related("organisation"))


def quota_of(partner: Organisation, on: date) -> PartnerQuota | None:
    """What the partner is due today, with what it had of it."""
    served = Count(
        "organisation__requests__handovers",
        filter=Q(
            organisation__requests__handovers__stage=HandoverStage.DONE,
            organisation__requests__handovers__handed_over_on__gte=F("since"),
            organisation__requests__handovers__handed_over_on__lte=F("until"),
        ),
    )
    found = PartnerQuota.objects.filter(organisation=partner, since__lte=on, until__gte=on)
    return found.annotate(served=served).first()
