"""Equity and coverage: who waits, who is accepted, what is covered; of few people nothing, not even by subtraction."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beneficiaries.queries.equity import Waited
from beneficiaries.states import AgeBand, HandoverStage, RequestStage
from inventory.states import Stage
from reuse.core import clock
from reuse.core.refusals import Refusal
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job
from reuse.reports import tasks
from reuse.reports.codes import Area, AreaKind
from reuse.reports.models import EquityReport, Stated
from reuse.reports.queries import equities, suppression
from reuse.reports.queries import stated as queries
from reuse.reports.queries.presets import Period
from reuse.reports.workflow import equity, nightly, stated
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import device_at

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
ISERE = Area(AreaKind.DEPARTMENT, "38")


def group(*days, accepted=0, declined=0):
    waited = [Waited(one, {}) for one in days]
    return equities.Group(waited, equities.Decided(accepted=accepted, declined=declined))


@pytest.mark.any_database
def test_a_group_of_few_is_not_told_nor_the_one_that_would_give_it_away():
    rows = equities._listed(
        {
            "a": group(*range(9), accepted=15, declined=5),
            "b": group(1, 2, 3, 4, 5, 6, accepted=3, declined=3),
            "c": group(7, accepted=1),
        }
    )

    assert [(row["name"], row["served"], row["wait"], row["accepted"]) for row in rows] == [
        ("a", 9, 4, 75),
        ("b", None, None, None),
        ("c", None, None, None),
    ]


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(19, 20, None), (1, 20, None), (20, 20, 100), (0, 20, 0), (4, 4, None), (5, 20, 25)],
)
def test_a_share_does_not_say_that_one_person_was_declined(part, whole, told):
    assert equities._share(part, whole) == told


@pytest.mark.any_database
@given(st.lists(st.integers(0, 30), max_size=8))
def test_no_subtraction_tells_a_small_number(counts):
    hidden = suppression.hidden(counts)

    assert all(place in hidden for place, count in enumerate(counts) if 0 < count < 5)
    others = [place for place, count in enumerate(counts) if count and place not in hidden]
    if hidden and others:
        assert len(hidden) > 1
        assert sum(counts[place] for place in hidden) >= 5


@pytest.mark.django_db
def test_waits_and_decisions_are_gathered_from_requests():
    done = factories.handover_at(HandoverStage.DONE)
    factories.request_at(RequestStage.DECLINED)
    waiting = factories.request_at(RequestStage.WAITING)

    waited = list(equities._waited(YEAR.since, YEAR.until))
    decided = [(move, overruled) for _groups, move, overruled in equities._decisions(YEAR.since, YEAR.until)]

    days = (done.handed_over_on - done.request.submitted_at.date()).days
    assert [(one.days, one.is_served) for one in waited] == [
        (days, True),
        ((YEAR.until - waiting.submitted_at.date()).days, False),
    ]
    assert waited[0].groups["partner"] == done.request.partner.name
    assert waited[0].groups["age_band"] == AgeBand.FROM_26
    assert sorted(move for move, _overruled in decided) == ["accept", "accept", "decline", "propose"]
    told = equities.gather(YEAR.since, YEAR.until)
    assert told["whole"] is None  # two people
    assert all(row["served"] is None for rows in told["groups"].values() for row in rows)


@pytest.mark.django_db
def test_the_figures_of_a_day_are_made_once():
    first = equity.make_due(now=people.NOON, on=people.NOON.date())

    assert first is not None
    assert equity.make_due(now=people.NOON, on=people.NOON.date()) is None
    assert equity.make_due(now=people.NOON, on=people.NOON.date() + timedelta(days=1)) is not None
    assert EquityReport.objects.count() == 2


@pytest.mark.django_db
def test_the_figures_of_a_day_are_made_by_a_job_asked_for_once():
    on = people.NOON.date()
    assert not nightly.ask_equity(now=people.NOON, on=on)  # nobody is there yet
    people.coordinator()
    for _minutes in range(2):
        tasks.ask_equity(people.NOON)

    jobs.run(Job.objects.get(kind="equity").pk)

    assert EquityReport.objects.get().as_of == on
    assert not nightly.ask_equity(now=people.NOON, on=on)


def need(quantity, *, area=ISERE, since=date(2026, 1, 1), kind=Stated.Kind.DEVICES_NEEDED, **more):
    facts = {"source": "Observatoire départemental, 2026", **more}
    return stated.state(
        kind=kind, area=area, quantity=quantity, since=since, act=people.act(people.coordinator()), **facts
    )


@pytest.mark.django_db
def test_hand_overs_are_told_against_the_need_in_force():
    device_at(Stage.HANDED_OVER)
    device_at(Stage.HANDED_OVER)
    need(50)
    need(40, since=date(2026, 3, 1))  # takes over
    need(10, since=date(2027, 1, 1))  # not yet
    need(1000, area=Area(AreaKind.REGION, "Auvergne-Rhône-Alpes"))
    need(9, area=Area(AreaKind.DEPARTMENT, "69"))

    told = {one.name: (one.handed_over.part, one.handed_over.whole) for one in queries.coverage(YEAR)}

    assert told == {
        "Isère (38)": (2, 40),
        "Rhône (69)": (0, 9),
        "Auvergne-Rhône-Alpes": (2, 1000),
    }
    assert queries.shares_by_department(queries.coverage(YEAR)) == {"38": 2 / 40, "69": 0.0}


@pytest.mark.django_db
def test_jobs_are_told_while_they_hold():
    need(12, kind=Stated.Kind.JOBS, until=date(2026, 6, 30))

    assert [row.quantity for row, _place in queries.outcomes(YEAR)] == [12]
    assert queries.outcomes(Period(date(2026, 7, 1), date(2026, 12, 31))) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": 0},
        {"quantity": 5, "source": " "},
        {"quantity": 5, "until": date(2025, 1, 1)},
        {"quantity": 5, "source": "Mme X, 06 12 34 56 78"},
    ],
)
def test_a_number_without_a_source_or_a_period_is_refused(wrong):
    with pytest.raises(Refusal):
        need(**wrong)
    assert not Stated.objects.exists()


@pytest.mark.django_db
def test_coordinators_state_and_all_read(client, settings):
    settings.DEMO = True
    form = {
        "kind": "jobs",
        "area": "department:38",
        "quantity": "14",
        "since": "2026-01-01",
        "source": "Bilan 2025",
    }
    client.force_login(people.coordinator().user)
    assert client.post("/figures/stated/new/", form).status_code == 302

    client.force_login(people.observer().user)
    assert client.post("/figures/stated/new/", form).status_code == 403
    page = client.get("/figures/stated/").content.decode()
    assert "Bilan 2025" in page
    assert "14" in page


@pytest.mark.django_db
def test_the_page_of_equity_tells_what_is_kept(client):
    rows = [{"name": "38", "served": 9, "wait": 12, "wait_90": 30, "waiting": None}]
    rows[0] |= {"waiting_50": None, "accepted": 88, "overruled": None}
    whole = dict(rows[0], name="")
    EquityReport.objects.create(
        as_of=date(2026, 6, 15),
        since=date(2025, 6, 16),
        made_at=people.NOON,
        told={"whole": whole, "groups": {"partner": [], "department": rows, "age_band": [], "urgent": []}},
    )
    client.force_login(people.observer().user)

    page = client.get("/figures/equity/").content.decode()

    assert "Isère (38)" in page
    assert page.count("88\u00a0%") == 2


@pytest.mark.django_db
def test_others_read_counts_of_equity_in_steps_and_groups_without_a_number_are_counted(client):
    told = {"served": 13, "wait": 12, "wait_90": 30, "waiting": None, "waiting_50": None, "accepted": 88}
    told["overruled"] = None
    untold = dict.fromkeys(told)
    groups = {"partner": [{"name": "CCAS", **told}, {"name": "MSAP", **untold}]}
    EquityReport.objects.create(
        as_of=date(2026, 6, 15),
        since=date(2025, 6, 16),
        made_at=people.NOON,
        told={"whole": {**told, "name": ""}, "groups": {one: [] for one in equities.GROUPS} | groups},
    )

    for who, served in ((people.observer(), 13), (people.donor(), 10)):
        client.force_login(who.user)
        page = client.get("/figures/equity/")
        table = page.context["tables"][-1]
        assert [(row["name"], row["served"]) for row in table["rows"]] == [("CCAS", served)]
        assert table["untold"] == 1
        assert "MSAP" not in page.content.decode()


@pytest.mark.django_db
def test_others_read_coverage_of_closed_quarters_in_steps(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: people.NOON + timedelta(days=30))
    for _one in range(7):
        device_at(Stage.HANDED_OVER)
    need(50)

    for who, handed in ((people.observer(), 7), (people.donor(), 5)):
        client.force_login(who.user)
        page = client.get("/figures/equity/").context
        assert [(one.name, one.handed_over.part) for one in page["covered"]] == [("Isère (38)", handed)]
    assert page["period"] == Period(date(2025, 7, 1), date(2026, 6, 30), 12)
