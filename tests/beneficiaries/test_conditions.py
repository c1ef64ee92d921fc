"""Conditions are published for a day to come; a request is looked at under those of the day it was sent."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from beneficiaries import queries, workflow
from beneficiaries.models import CriterionAmount, Programme
from beneficiaries.states import RequestStage
from beneficiaries.workflow import Amount, Wording
from beneficiaries.workflow.refusals import ConditionsIncomplete, TooEarly
from reuse.core import clock
from reuse.core.refusals import NotPermitted
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 4, 1)
TEXT = {"fr": "Quotient familial"}
QUOTIENT = Wording(
    "family_quotient",
    "any",
    TEXT,
    TEXT,
    family="Ressources",
    amounts=[Amount("most", 80000, "euro", AS_OF), Amount("most", 70000, "euro", AS_OF, "69")],
)
WISH = Wording("wish", "all", {"fr": "Envie de s’en servir"}, {"fr": "La personne le dit."}, is_declared=True)
RECENT = Wording(
    "no_recent_device",
    "all",
    {"fr": "Pas d’appareil récent"},
    {"fr": "Aucun appareil du réseau."},
    is_declared=True,
    amounts=[Amount("least", 24, "month", AS_OF)],
)
SCHOOL = Wording("school", "any", {"fr": "Élève"}, {"fr": "Élève"}, family="Usage")


def programme():
    return Programme.objects.get(code="solidarity_equipment")


def publish(*criteria, days=1, act=None):
    act = act or people.act(people.coordinator())
    return workflow.publish_criteria(
        programme=programme(),
        since=act.on + timedelta(days=days),
        text="Plafonds",
        criteria=criteria,
        act=act,
    )


def sent_on(day, **given):
    at = people.NOON.replace(year=day.year, month=day.month, day=day.day)
    return factories.request_at(RequestStage.SUBMITTED, at=at, seen_on=day, **given)


def test_a_request_keeps_the_conditions_of_the_day_it_was_sent():
    before = sent_on(people.NOON.date())
    version = publish(QUOTIENT, WISH)
    after = sent_on(version.since, met=["family_quotient", "wish"])

    assert {one.code for one in queries.eligibility(before).conditions} >= {"no_suitable_device"}
    assert queries.eligibility(before).is_met
    assert {one.code for one in queries.eligibility(after).conditions} == {"family_quotient", "wish"}
    assert queries.eligibility(after).is_met


def test_the_amount_in_force_there_is_told():
    version = publish(QUOTIENT, RECENT)
    here = queries.eligibility(sent_on(version.since, commune="38151"))
    there = queries.eligibility(sent_on(version.since, commune="69123"))
    [quotient, recent] = sorted(here.conditions, key=lambda one: one.code)

    assert "800" in quotient.amount
    assert "2026" in quotient.amount
    assert "24" in recent.amount
    assert recent.is_declared
    assert "700" in next(one.amount for one in there.conditions if one.code == "family_quotient")


def test_one_of_each_family_is_needed():
    version = publish(QUOTIENT, SCHOOL, WISH)
    met = ["wish", "family_quotient", "school"]

    assert queries.eligibility(sent_on(version.since, met=met)).is_met
    for missing in met:
        result = queries.eligibility(sent_on(version.since, met=[one for one in met if one != missing]))
        assert not result.is_met
    assert "Usage" in queries.eligibility(sent_on(version.since, met=["wish", "family_quotient"])).sentence


def test_conditions_are_published_ahead_by_coordinators_with_something_to_say():
    with pytest.raises(TooEarly):
        publish(QUOTIENT, days=0)
    with pytest.raises(ConditionsIncomplete):
        publish()
    with pytest.raises(ConditionsIncomplete):
        publish(QUOTIENT, QUOTIENT)
    with pytest.raises(NotPermitted):
        publish(QUOTIENT, act=people.act(people.social_worker()))
    publish(QUOTIENT, days=5)
    with pytest.raises(TooEarly):
        publish(WISH, days=5)


def test_a_file_of_conditions_comes_back_as_it_left(browser):
    client = browser(people.coordinator())
    tomorrow = (clock.now() + timedelta(days=2)).date()
    text = client.get(reverse("beneficiaries:programme-export", args=[programme().code])).content
    file = SimpleUploadedFile("conditions.json", text, "application/json")

    client.post(
        reverse("beneficiaries:programme-import", args=[programme().code]),
        {"f-since": tomorrow.isoformat(), "f-text": "Les mêmes", "f-file": file},
    )

    assert programme().versions.get().since == tomorrow
    old = {row["code"] for row in json.loads(text)["criteria"]}
    assert set(queries.criteria_in_force(programme(), tomorrow).values_list("code", flat=True)) == old


@pytest.mark.parametrize("content", [b"{}", b"[1", b'{"criteria": [{"code": "a b"}]}', b'{"criteria": [3]}'])
def test_a_file_of_something_else_publishes_nothing(browser, content):
    file = SimpleUploadedFile("x.json", content, "application/json")

    answer = browser(people.coordinator()).post(
        reverse("beneficiaries:programme-import", args=[programme().code]),
        {"f-since": "2030-01-01", "f-text": "x", "f-file": file},
    )

    assert answer.status_code == 302
    assert not programme().versions.exists()


def test_a_coordinator_publishes_from_the_page(browser):
    client, address = (
        browser(people.coordinator()),
        reverse("beneficiaries:programme-publish", args=[programme().code]),
    )
    form = client.get(address).context["rows"]
    data = {"since": "2030-01-01", "text": "Plafond baissé", "c-TOTAL_FORMS": 1, "c-INITIAL_FORMS": 0}
    row = {
        "code": "family_quotient",
        "label": "QF",
        "question": "QF sous le plafond",
        "group": "any",
        "comparison": "most",
        "quantity": "750,50",
        "unit": "euro",
        "as_of": "2026-04-01",
        "elsewhere": "69 = 700\n2A: 650 €",
    }
    wrong = client.post(address, {**data, **{f"c-0-{k}": v for k, v in {**row, "elsewhere": "Lyon"}.items()}})
    client.post(address, {**data, **{f"c-0-{name}": value for name, value in row.items()}})

    assert len(form.forms) == 9  # seven in force, two empty
    assert wrong.status_code == 200
    amounts = CriterionAmount.objects.filter(criterion__since="2030-01-01")
    assert list(amounts.values_list("department", "quantity")) == [("", 75050), ("2A", 65000), ("69", 70000)]
    page = client.get(reverse("beneficiaries:programme", args=[programme().code])).content.decode()
    assert "Plafond baissé" in page


def test_workers_read_conditions_and_publish_none(browser):
    client = browser(people.social_worker())

    assert client.get(reverse("beneficiaries:programmes")).status_code == 200
    assert client.get(reverse("beneficiaries:programme", args=[programme().code])).status_code == 200
    assert client.get(reverse("beneficiaries:programme-publish", args=[programme().code])).status_code == 403
