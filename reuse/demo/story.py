"""The whole demo: who, what and when, drawn from one seed."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from django.utils import translation

from inventory.models import Device
from reuse.accounts import mails
from reuse.accounts.models import Organisation
from reuse.core import chance
from reuse.core.models import DeviceType
from reuse.demo import deliberations, exchanges, meetings, network, places
from reuse.demo.bench import Bench
from reuse.demo.calendar import Calendar, evening_before
from reuse.demo.gifts import Gifts, Plan
from reuse.demo.needs import Needs
from reuse.reports import workflow as reports
from reuse.reports.codes import Area, AreaKind
from reuse.reports.exports import periods as files
from reuse.reports.queries import period
from reuse.reports.workflow import periods, stated

DAYS = 360  # of history
SESSIONS = 9  # days between two sessions of the coordinator


def is_empty() -> bool:
    """Whether the database holds no network yet."""
    return not Organisation.objects.exists()


def tell(*, scale: int, seed: int, today: date, progress: Callable[[int, int], None]) -> dict[str, int]:
    """Make the network and a year of its history through the verbs; returns what there is, in numbers."""
    chances = random.Random(f"{seed} {scale} {today}")  # noqa: S311  # made-up data
    with mails.silent(), chance.seeded(chances.getrandbits(64)):
        end = evening_before(today)
        begin = end - timedelta(days=DAYS)
        calendar = Calendar(end, chances)
        people = network.build(begin)
        _set_targets(people, scale, today, calendar.working(begin))
        bench = Bench(calendar, chances)
        gifts = Gifts(people, calendar, bench, chances)
        needs = Needs(people, calendar, chances)
        places.tell(people, end)
        _plan_gifts(gifts, scale, begin, end, chances)
        for number in range(max(scale // 5, 10)):
            days = chances.uniform(DAYS - 24, DAYS - 1) if number % 3 == 0 else chances.uniform(30, DAYS - 24)
            calendar.plan(begin + timedelta(days=days), needs.file, hours=(0, 4))
        for session in range(DAYS // SESSIONS):
            moment = end - timedelta(days=SESSIONS * (session + 1))
            calendar.plan(moment, partial(needs.sit, max(scale // 60, 2)), hours=(0, 3))
        calendar.plan(
            calendar.at_work(1, 10), partial(needs.sit, 8), hours=(0, 1)
        )  # proposals that wait today
        calendar.plan(
            calendar.at_work(0, 15), needs.file, hours=(0, 1)
        )  # and a request nobody has decided on
        _plan_exchanges(people, calendar)
        calendar.plan(calendar.at_work(8, 10), partial(deliberations.publish_draft, people), hours=(0, 1))
        calendar.plan(calendar.at_work(4, 10), partial(deliberations.comment, people), hours=(0, 1))
        calendar.plan(calendar.at_work(0, 15), partial(deliberations.move_one, people), hours=(1, 1.5))
        calendar.plan(calendar.at_work(3, 14), partial(bench.load_pallet, people.workshops[0]), hours=(0, 1))
        calendar.plan(calendar.at_work(0, 16), partial(bench.drop_strays, people.workshops[0]), hours=(0, 1))
        calendar.run(lambda at: progress((at - begin).days, DAYS))
        _declare(people, today, end)
        reports.settle(now=end, on=today)
        deliberations.name_commission(people, end)
        meetings.hold_day(people, calendar.at_work(0, 18))
        places.share(people, end)
        _report(people, today, end)
    return {"devices": Device.objects.count(), "organisations": Organisation.objects.count()}


def _plan_exchanges(people: network.Network, calendar: Calendar) -> None:
    """One transfer came and was checked, one is on its way today; one box was counted."""
    here, there = people.workshops
    calendar.plan(calendar.at_work(12, 10), partial(exchanges.send, here, there), hours=(0, 1))
    calendar.plan(calendar.at_work(10, 10), partial(exchanges.receive, there), hours=(0, 1))
    calendar.plan(calendar.at_work(2, 10), partial(exchanges.take_stock, here), hours=(0, 1))
    calendar.plan(calendar.at_work(1, 14), partial(exchanges.send, here, there), hours=(0, 1))


def _plan_gifts(gifts: Gifts, scale: int, begin: datetime, end: datetime, chances: random.Random) -> None:
    """A few batches at each stage today; the rest of the devices in batches through the year, closed long ago."""
    part = max(scale // 25, 2)
    present = [
        (Plan(part, "draft"), 3),
        (Plan(part, "announced"), 4),
        (Plan(part + 1, "announced"), 2),
        (Plan(part, "declined"), 70),
        (Plan(part, "cancelled"), 45),
        (Plan(part, "accepted", by_sheet=True), 9),
        (Plan(part + 2, "in_reception", missing=2, found=1), 24),
    ]
    left = scale - sum(
        plan.size + plan.found for plan, _age in present if plan.until in {"accepted", "in_reception"}
    )
    ages = [*range(330, 60, -max(12, 270 // max(left // 16, 1))), *range(58, 14, -6)]
    size, rest = divmod(max(left, len(ages)), len(ages))
    past = [(_closed(size + (number < rest), number), age) for number, age in enumerate(ages)]
    for plan, age in sorted([*past, *present], key=lambda pair: -pair[1]):
        gifts.begin(plan, max(end - timedelta(days=age + chances.random()), begin))


def _closed(size: int, number: int) -> Plan:
    """A batch closed long ago; of some a device never arrived, of some one was not announced."""
    return Plan(size, "closed", missing=number % 3 // 2 if size > 1 else 0, found=number % 4 // 3)


def _report(people: network.Network, today: date, at: datetime) -> None:
    """The network's report of last month, numbered by the coordinator."""
    until = today.replace(day=1) - timedelta(days=1)
    act = network.act(people.coordinator, at)
    with translation.override("fr"):
        facts = period.facts_of(since=until.replace(day=1), until=until, site=None, now=at, today=act.on)
        report = periods.issue_report(facts=facts, site=None, act=act, language="fr")
        writers = files.writers(report.document.facts, report.document.number)
        periods.keep_files(report=report, writers=writers, act=act)


def _declare(people: network.Network, today: date, at: datetime) -> None:
    """What a partner that keeps its devices elsewhere says of its last quarter."""
    text = "Bonjour, nous avons remis 9 ordinateurs portables ce trimestre en Isère. Ordis du Vercors"
    laptop = DeviceType.objects.get(code="laptop")
    said = reports.Said(
        organisation="Ordis du Vercors",
        counts="handed_over",
        type=laptop,
        area=Area(AreaKind.DEPARTMENT, "38"),
        since=today - timedelta(days=120),
        until=today - timedelta(days=30),
        quantity=9,
        declared_on=today - timedelta(days=20),
    )
    source = reports.Source(text.encode(), "message-du-partenaire.txt", "text/plain")
    reports.declare(said=[said], source=source, act=network.act(people.coordinator, at))
    for kind, quantity, said_by in (
        ("devices_needed", 900, "Exemple : observatoire départemental de l’inclusion numérique"),
        ("jobs", 14, "Exemple : bilan social de l’atelier"),
        ("exits", 5, "Exemple : bilan social de l’atelier"),
    ):
        stated.state(
            kind=kind,
            area=Area(AreaKind.DEPARTMENT, "38"),
            quantity=quantity,
            since=today - timedelta(days=200),
            source=said_by,
            act=network.act(people.coordinator, at),
        )


def _set_targets(people: network.Network, scale: int, today: date, at: datetime) -> None:
    """What the network and a programme want to reach this year."""
    act = network.act(people.coordinator, at)
    since = date(at.year, at.month, 1)
    until = date(since.year + 1, since.month, 1) + timedelta(days=45)
    until = max(until, today + timedelta(days=30))
    whole = reports.set_target(
        act=act,
        name={
            "fr": "Appareils remis dans nos deux départements",
            "en": "Devices handed over in our two departments",
        },
        programme={
            "fr": "Feuille de route France Numérique Ensemble",
            "en": "France Numérique Ensemble roadmap",
        },
        source="Feuille de route départementale ; l’objectif national se dit en appareils, en ordinateurs ou en ménages (2 millions d’ici fin 2027)",
        quantity=max(scale // 6, 8),
        since=since,
        until=until,
        returns_within_days=60,
        milestones=[
            reports.milestone(since + timedelta(days=120), max(scale // 30, 2), "Premier bilan en comité"),
            reports.milestone(since + timedelta(days=300), max(scale // 10, 5), "Bilan annuel"),
        ],
    )
    places = {site.department: site for site in (one.site for one in people.workshops)}
    for department, site in places.items():
        reports.set_target(
            act=act,
            parent=whole,
            name={"fr": f"La part de {site.city}", "en": f"The part of {site.city}"},
            areas=[{"kind": "department", "code": department}],
            quantity=max(scale // 16, 3),
            since=since,
            until=until,
            returns_within_days=60,
        )
    funded = reports.set_target(
        act=act,
        types=list(DeviceType.objects.filter(code="laptop")),
        name={"fr": "Ordinateurs portables pour l’insertion", "en": "Laptops for people looking for work"},
        programme={"fr": "Équipement solidaire", "en": "Solidarity equipment"},
        source="Convention avec la préfecture de l’Isère",
        quantity=max(scale // 8, 6),
        areas=[{"kind": "department", "code": "38"}],
        since=since,
        until=until,
        is_exclusive=True,
    )
    reports.change_target(
        target=funded, quantity=max(scale // 10, 5), reason="Avenant n° 1 à la convention", act=act
    )
