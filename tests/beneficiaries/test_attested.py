"""A draft is sent under the conditions of its day: what changed since is asked again, what did not is kept up."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from beneficiaries import queries, workflow
from beneficiaries.models import Criterion, CriterionAmount, Programme
from beneficiaries.states import Unit
from beneficiaries.workflow import Amount, Wording
from beneficiaries.workflow.refusals import AttestationOutdated
from reuse.core import clock
from tests import people
from tests.beneficiaries import factories

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
TODAY = people.NOON.date()
NEW = Wording("wish", "all", {"fr": "Envie"}, {"fr": "La personne le souhaite."}, is_declared=True)


def shipped():
    """The conditions in force, as they would be published again."""
    return {
        one.code: Wording(
            one.code,
            one.group,
            one.label,
            one.question,
            is_declared=one.is_declared,
            amounts=[
                Amount(row.comparison, row.quantity, row.unit, row.as_of, row.department)
                for row in one.amounts.all()
            ],
        )
        for one in queries.criteria_in_force(Programme.objects.get(), TODAY)
    }


def published(criteria, days=1):
    """The act of a worker on the first day of a new version."""
    act = people.act(people.coordinator())
    since = act.on + timedelta(days=days)
    workflow.publish_criteria(
        programme=Programme.objects.get(), since=since, text="Révision", criteria=criteria, act=act
    )
    return people.act(people.social_worker(), act.at + timedelta(days=days))


def dearer(wording, quantity=70000):
    return replace(wording, amounts=[replace(one, quantity=quantity) for one in wording.amounts])


def test_a_draft_is_sent_under_a_version_that_says_the_same():
    request = factories.draft()
    act = published(shipped().values())

    workflow.submit(request=request, act=act)

    told = queries.eligibility(factories.again(request))
    assert told.is_met
    assert {one.seen_on for one in told.conditions} == {TODAY.replace(month=1, day=10)}


def test_what_changed_is_named_and_asked_again():
    request = factories.draft(met=[*factories.ALL_MET, "family_quotient"])
    rest = shipped()
    rest["family_quotient"] = dearer(rest["family_quotient"])
    del rest["student_on_grant"]
    act = published([*rest.values(), NEW])

    with pytest.raises(AttestationOutdated) as refusal:
        workflow.submit(request=request, act=act)

    changed = {one.code: one for one in queries.changes_since(request, act.on)}
    assert changed.keys() == {"family_quotient", "student_on_grant", "wish"}
    assert len({one.how for one in changed.values()}) == 3
    assert all(one.label in str(refusal.value) for one in changed.values())

    workflow.save_draft(request=request, act=act, met=[*factories.ALL_MET, "wish"], seen_on=act.on)
    workflow.submit(request=request, act=act)
    assert queries.eligibility(factories.again(request)).is_met


def test_the_page_of_the_draft_keeps_what_did_not_change(browser):
    request = factories.draft(met=[*factories.ALL_MET, "family_quotient"])
    first = Criterion.objects.get(code="family_quotient")
    now = Criterion.objects.create(
        **{
            name: getattr(first, name)
            for name in ("programme", "code", "label", "question", "group", "family", "source")
        },
        since=clock.now().date(),
    )
    Criterion.objects.filter(pk=first.pk).update(until=now.since - timedelta(days=1))
    CriterionAmount.objects.create(
        criterion=now, comparison="most", quantity=1150, unit=Unit.DAY_PERSON, as_of=now.since
    )
    client = browser(people.social_worker())

    page = client.get(reverse("beneficiaries:request-edit", args=[request.ref]))
    detail = client.get(reverse("beneficiaries:request-detail", args=[request.ref])).content.decode()

    assert sorted(page.context["form"].initial["met"]) == sorted(factories.ALL_MET)
    assert page.context["form"].initial["seen_on"] is None
    assert [one.code for one in page.context["changed"]] == ["family_quotient"]
    assert "11,50" in page.content.decode()
    assert page.context["changed"][0].how in detail


def test_the_amount_is_read_where_the_condition_is_ticked(browser):
    CriterionAmount.objects.create(
        criterion=Criterion.objects.get(code="left_to_live_on"),
        department="38",
        comparison="most",
        quantity=45000,
        unit=Unit.MONTH_PERSON,
        as_of=TODAY,
    )

    page = browser(people.social_worker()).get(reverse("beneficiaries:request-new"))

    asked = dict(page.context["form"].fields["met"].choices)
    assert "800" in asked["family_quotient"]
    assert "38" in asked["left_to_live_on"]
    assert "450" in asked["left_to_live_on"]
    assert "24" in asked["no_recent_device"]
    assert "\n" not in asked["minimum_income"]


def test_that_no_device_came_lately_is_declared_and_always_needed():
    said, silent = factories.draft(), factories.draft(met=["no_suitable_device", "minimum_income"])

    [told] = [one for one in queries.eligibility(said).conditions if one.code == "no_recent_device"]
    assert told.is_declared
    assert "24" in told.amount
    assert queries.eligibility(said).is_met
    assert [one.code for one in queries.eligibility(silent).missing] == ["no_recent_device"]
