"""The pages of targets, figures and equity in a large network: what each count asks of the database, against the ledgers."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the models need the settings of the inner process
    from reuse.reports.models import Target

Plain = Callable[[], Any]
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"  # files are not collected for a measurement
CLAIMED, BATCHES = 2_000, 50


def targets(today: date) -> Mapping[str, "Target"]:
    """One of each kind, as people set them; those of an earlier run serve again."""
    from donors.models import CampaignBatch, Donation  # noqa: PLC0415 - models only after the set-up
    from reuse.accounts.acting import Act  # noqa: PLC0415
    from reuse.accounts.models import Membership  # noqa: PLC0415
    from reuse.accounts.roles import Role  # noqa: PLC0415
    from reuse.core.models import DeviceType  # noqa: PLC0415
    from reuse.reports import workflow  # noqa: PLC0415
    from reuse.reports.models import Target  # noqa: PLC0415
    from reuse.reports.workflow import rollups  # noqa: PLC0415
    from reuse.reports.workflow.campaigns import open_campaign  # noqa: PLC0415

    person = Membership.objects.filter(role=Role.COORDINATOR).order_by("pk").first()
    if person is None:
        raise RuntimeError("the demo has a coordinator")
    act = Act.now(person, datetime.combine(today, datetime.min.time(), UTC))
    laptops = list(DeviceType.objects.filter(code="laptop"))
    region = [{"kind": "region", "code": "Auvergne-Rhône-Alpes"}]
    districts = [{"kind": "qpv", "code": "all"}]
    whole = {
        "since": today - timedelta(days=365),
        "until": today + timedelta(days=365),
        "quantity": 2_000_000,
    }
    kinds: dict[str, dict[str, Any]] = {
        "the country": {},
        "a region's laptops": {"areas": region, "types": laptops},
        "households": {"unit": "households"},
        "priority districts": {"areas": districts},
        "a region and every priority district": {"areas": [*region, *districts]},
        "early returns taken off": {"returns_within_days": 30},
        "an exclusive one": {"areas": region, "is_exclusive": True, "quantity": CLAIMED},
    }
    found: dict[str, Target] = {}
    for name, facts in kinds.items():
        known = Target.objects.filter(name__fr=name).first()
        parent = None if name == "the country" else found["the country"]
        found[name] = known or workflow.set_target(
            act=act, name={"fr": name}, parent=parent, **{**whole, **facts}
        )
    name = "a campaign"
    campaign = Target.objects.filter(name__fr=name).first() or open_campaign(
        **{**whole, "types": [], "act": act, "name": {"fr": name}},
        introduction={},
        partners=[],
        departments=[],
    )
    found[name] = campaign
    for donation in Donation.objects.filter(for_campaign=None).order_by("-pk")[:BATCHES]:
        if not CampaignBatch.objects.filter(campaign=campaign.campaign).count() >= BATCHES:
            CampaignBatch.objects.create(donation=donation, campaign=campaign.campaign, by=act.by, at=act.at)
    workflow.settle(now=act.at, on=today)
    rollups.fold_all()
    return found


def counts(today: date) -> Iterator[tuple[str, Plain, Plain]]:
    """Each kind of target: from the roll-ups, and by the ledgers."""
    from reuse.reports.queries.counting import counted, counting  # noqa: PLC0415
    from reuse.reports.queries.families import coverage  # noqa: PLC0415
    from reuse.reports.queries.progress import progress  # noqa: PLC0415

    of_kind = targets(today)
    for name, target in of_kind.items():

        def plainly(target: "Target" = target) -> Any:
            return sorted(Counter(counting(target, target.since, today).values_list("on", flat=True)).items())

        yield (
            f"target: {name}",
            lambda target=target: list(counted(target, target.since, today)),  # type: ignore[misc]
            plainly,
        )
    country = of_kind["the country"]
    yield (
        "target: what is in the chain, and blockers",
        lambda: progress(country, as_of=today).in_chain,
        _in_chain,
    )
    yield (
        "target: coverage with overlaps",
        lambda: {
            (one.one.pk, one.other.pk): one.counted_twice for one in _coverage(coverage, country, today)
        },
        lambda: {
            (one.one.pk, one.other.pk): counting(one.one, one.one.since, today)
            .filter(pk__in=counting(one.other, one.other.since, today).order_by().values("pk"))
            .count()
            for one in _coverage(coverage, country, today)
        },
    )


def _coverage(coverage: Callable[..., Any], target: "Target", today: date) -> Any:
    return coverage(target, as_of=today).overlaps


def _in_chain() -> int:
    from inventory.models import Device  # noqa: PLC0415
    from reuse.reports.queries.progress import IN_CHAIN  # noqa: PLC0415

    return Device.objects.at_stage(*IN_CHAIN).filter(first_handed_over_on=None).count()


def pages(today: date) -> Iterator[tuple[str, Plain]]:
    """Whole pages and files, as a coordinator opens them."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from reuse.accounts.models import Membership, User  # noqa: PLC0415
    from reuse.accounts.roles import Role  # noqa: PLC0415

    settings.STORAGES["staticfiles"]["BACKEND"] = PLAIN
    client = Client(headers={"Host": "127.0.0.1"})
    known = Membership.objects.filter(role=Role.COORDINATOR).order_by("pk").first()
    client.force_login(User.objects.get(pk=known.user_id if known else 0))
    of_kind = targets(today)
    own = f"/progress/{of_kind['the country'].public_id}/"
    for name, address in {
        "the page of targets": "/progress/",
        "a target's page": own,
        "a target's CSV": f"{own}progress.csv",
        "the API of progress": f"/api/v1/reports/progress/?target={of_kind['the country'].public_id}",
        "the page of figures": "/figures/",
        "the page of figures, two filters counted one by one": crossed(today),
        "the page of equity": "/figures/equity/",
    }.items():

        def opened(address: str = address) -> int:
            answer = client.get(address)
            if answer.status_code != 200:
                raise RuntimeError(f"{address}: {answer.status_code}")
            return len(answer.content)

        yield name, opened


def crossed(today: date) -> str:
    """Two filters no slice tells together, of the longest time whose milestones are few enough."""
    from reuse.core.models import DeviceType  # noqa: PLC0415
    from reuse.reports.queries.numbers import can_tell  # noqa: PLC0415
    from reuse.reports.queries.presets import Period  # noqa: PLC0415
    from reuse.reports.queries.slicing import Narrowing  # noqa: PLC0415

    both = Narrowing(type=DeviceType.objects.get(code="laptop").pk, donor_kind="company")
    lengths = (timedelta(days=days) for days in (700, 350, 200, 100, 50, 30, 20, 10, 5, 2))
    since = next((today - one for one in lengths if can_tell(Period(today - one, today), "", both)), today)
    return f"/figures/?since={since}&until={today}&type=laptop&donor_kind=company"


def jobs(today: date) -> Iterator[tuple[str, Plain]]:
    """What takes long, and is done by a worker."""
    from reuse.core import clock  # noqa: PLC0415
    from reuse.reports.queries import equities, period, presets  # noqa: PLC0415
    from reuse.reports.workflow import forecasts  # noqa: PLC0415

    country = targets(today)["the country"]
    yield "a forecast", lambda: forecasts.make_forecast(target=country, now=clock.now(), on=today)
    year = presets.named("twelve", today)
    yield "the figures of equity", lambda: equities.gather(year.since, year.until)
    last = today.replace(day=1) - timedelta(days=1)
    yield (
        "the facts of a report",
        lambda: period.facts_of(
            since=last.replace(day=1), until=last, site=None, now=clock.now(), today=today
        ),
    )
