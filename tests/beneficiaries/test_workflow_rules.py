"""A version of the rule is written, public as a draft, commented, answered, then in force from a day on."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from beneficiaries import queries, workflow
from beneficiaries.models import RankingRule
from beneficiaries.states import RuleStage
from beneficiaries.workflow.refusals import PersonalDataFound, RemarksClosed, TooEarly
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from tests import people

pytestmark = pytest.mark.django_db
WEIGHTS = {
    "points_per_day": 2,
    "urgency_points": 30,
    "points_per_device_due": 2,
    "most_due_points": 20,
    "carried_over_points": 15,
    "points_per_territory_gap": 2,
    "most_territory_points": 10,
}


def boss(later=0):
    start = people.act(people.coordinator())
    return people.act(people.coordinator(), start.at + timedelta(days=later))


def draft():
    return workflow.write_rule(weights=WEIGHTS, text="L’attente compte double.", act=boss())


def public():
    return workflow.publish_draft(rule=draft(), act=boss())


def remark(rule, text="Et les étudiants ?", on=None):
    act = boss()
    return workflow.leave_remark(rule=rule, text=text, on=on or act.on, at=act.at, is_from_partner=False)


def test_a_version_lives_its_whole_life():
    rule = draft()
    workflow.write_rule(rule=rule, weights={"urgency_points": 25}, text="Autrement", act=boss())
    rule = workflow.publish_draft(rule=rule, act=boss())
    said = remark(rule)

    with pytest.raises(TooEarly):  # remarks are open
        workflow.adopt_rule(rule=rule, since=boss(40).on, decision="Retenu", act=boss(1))
    with pytest.raises(TooEarly):  # one is not read
        workflow.adopt_rule(rule=rule, since=boss(40).on, decision="Retenu", act=boss(31))
    workflow.read_remark(remark=said, is_shown=True, act=boss())
    with pytest.raises(TooEarly):  # in force before it is decided
        workflow.adopt_rule(rule=rule, since=boss(31).on, decision="Retenu", act=boss(31))
    rule = workflow.adopt_rule(rule=rule, since=boss(40).on, decision="Retenu", act=boss(31))

    assert (rule.version, rule.stage, rule.urgency_points) == (2, RuleStage.ADOPTED, 25)
    assert rule.remarks_until - rule.published_on == timedelta(days=30)
    assert queries.rule_in_force(boss(39).on).version == 1
    assert queries.rule_in_force(boss(40).on).version == 2
    assert rule.remarks.get().is_shown
    assert (rule.decision, rule.decided_by) == ("Retenu", people.coordinator().user)


def test_a_public_version_never_changes_and_may_be_given_up():
    rule = public()

    with pytest.raises(MoveNotAllowed):
        workflow.write_rule(rule=rule, weights=WEIGHTS, text="x", act=boss())
    with pytest.raises(MoveNotAllowed):
        workflow.publish_draft(rule=rule, act=boss())
    dropped = workflow.drop_rule(rule=rule, decision="Pas assez clair", act=boss(31))

    assert (dropped.stage, dropped.since) == (RuleStage.DROPPED, None)
    assert queries.rule_in_force(boss(400).on).version == 1


def test_remarks_hold_no_personal_data_and_end_on_their_day():
    rule = public()

    with pytest.raises(PersonalDataFound):
        remark(rule, "Écrivez à moi@example.org")
    with pytest.raises(RemarksClosed):
        remark(rule, on=rule.remarks_until + timedelta(days=1))
    with pytest.raises(RemarksClosed):
        remark(draft())
    assert remark(rule, on=rule.remarks_until).is_shown is None


def test_only_coordinators_write_publish_read_and_decide():
    worker, rule = people.act(people.social_worker()), draft()
    shown = public()
    said = remark(shown)

    for verb in (
        lambda: workflow.write_rule(weights=WEIGHTS, text="x", act=worker),
        lambda: workflow.publish_draft(rule=rule, act=worker),
        lambda: workflow.read_remark(remark=said, is_shown=True, act=worker),
        lambda: workflow.drop_rule(rule=shown, decision="x", act=worker),
    ):
        with pytest.raises(NotPermitted):
            verb()


def test_the_database_refuses_a_rule_under_which_somebody_might_wait_for_ever():
    for weights in ({"points_per_day": 0}, {"most_due_points": 0}, {"most_territory_points": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RankingRule.objects.create(version=9, text={}, **{**WEIGHTS, **weights})
