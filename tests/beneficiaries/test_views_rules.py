"""The pages of the rule: anyone reads it and comments a draft, coordinators write and decide; a rank told in full."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from beneficiaries import workflow
from beneficiaries.models import RankingRule, RuleRemark
from beneficiaries.queries import rulebook
from beneficiaries.states import PLACEMENT_REASONS, RequestStage, RuleStage
from reuse.core import clock
from reuse.directory.models import Contact
from tests import people
from tests.beneficiaries import factories
from tests.beneficiaries.test_workflow_rules import WEIGHTS

pytestmark = pytest.mark.django_db


def draft():
    act = people.act(people.coordinator(), clock.now())
    return workflow.write_rule(weights=WEIGHTS, text="L’attente compte double.", act=act)


def public():
    return workflow.publish_draft(rule=draft(), act=people.act(people.coordinator(), clock.now()))


def url(name, rule, *more):
    return reverse(f"beneficiaries:{name}", args=[rule.version, *more])


def test_anyone_reads_the_rule_in_force_and_its_example():
    client = Client()
    rule = RankingRule.objects.get(version=1)

    index, page = client.get(reverse("beneficiaries:rules")), client.get(url("rule", rule))

    assert index.status_code == page.status_code == 200
    text = page.content.decode()
    assert "45 × 1 = 45" in text  # an invented request, reckoned by the rule itself
    [first, *_others] = rulebook.example(rule)
    assert first.points == max(one.points for one in rulebook.example(rule))


def test_a_version_being_written_is_for_coordinators(browser):
    rule = draft()

    assert Client().get(url("rule", rule)).status_code == 404
    assert str(rule.version) not in Client().get(reverse("beneficiaries:rules")).context["drafts"]
    assert browser(people.coordinator()).get(url("rule", rule)).status_code == 200


def test_a_citizen_comments_a_draft_and_a_coordinator_shows_it(browser):
    cache.clear()
    rule, said = public(), "Pensez aux familles."

    answer = Client().post(url("rule-remark", rule), {"text": said}, follow=True)
    assert answer.status_code == 200
    assert said not in Client().get(url("rule", rule)).content.decode()
    remark = RuleRemark.objects.get()
    assert {field.name for field in RuleRemark._meta.fields} == {
        *("id", "rule", "text", "at", "is_from_partner", "is_shown", "read_by"),  # nothing of who wrote
    }
    browser(people.coordinator()).post(url("rule-read", rule, remark.pk), {"shown": "yes"})

    assert said in Client().get(url("rule", rule)).content.decode()


def test_remarks_are_throttled_and_refused_with_a_telephone():
    cache.clear()
    rule, client = public(), Client()

    refused = client.post(url("rule-remark", rule), {"text": "Appelez le 06 12 34 56 78"})
    codes = [client.post(url("rule-remark", rule), {"text": f"Remarque {n}"}).status_code for n in range(6)]

    assert "06 12 34 56 78" in refused.content.decode()  # kept in the form, to correct
    assert codes[-1] == 429
    assert RuleRemark.objects.count() == 4
    cache.clear()


def test_a_coordinator_writes_simulates_publishes_and_decides(browser):
    factories.request_at(RequestStage.WAITING)
    client = browser(people.coordinator())
    form = {**WEIGHTS, "window_days": 90, "notice_days": 30, "text": "Plus pour l’attente"}

    answer = client.post(reverse("beneficiaries:rule-new"), form, follow=True)
    rule = RankingRule.objects.get(version=2)
    assert answer.redirect_chain[-1][0] == url("rule-simulation", rule)
    client.post(url("rule-publish", rule))
    client.post(url("rule-decide", rule), {"decide": "drop", "decision": "Non"}, follow=True)
    rule.refresh_from_db()
    assert rule.stage == RuleStage.PUBLIC  # remarks are still open
    RankingRule.objects.filter(pk=rule.pk).update(remarks_until=clock.now().date() - timedelta(days=2))
    client.post(url("rule-decide", rule), {"decide": "drop", "decision": "Non"})

    rule.refresh_from_db()
    assert (rule.stage, rule.decision) == (RuleStage.DROPPED, "Non")


def test_a_zero_for_waiting_is_refused_by_the_form(browser):
    form = {**WEIGHTS, "points_per_day": 0, "window_days": 90, "notice_days": 30, "text": "Non"}

    browser(people.coordinator()).post(reverse("beneficiaries:rule-new"), form)

    assert not RankingRule.objects.filter(version=2).exists()


def test_a_comparison_says_who_moves_and_hides_small_groups():
    worker = people.social_worker()
    for days in range(6):
        factories.request_at(RequestStage.WAITING, at=people.NOON - timedelta(days=days))
    old = factories.request_at(RequestStage.WAITING, at=people.NOON - timedelta(days=30))
    urgent = factories.request_at(
        RequestStage.WAITING,
        factories.other_worker(),
        at=people.NOON - timedelta(days=12),
        urgency="job",
        needed_by=people.NOON.date(),
    )

    comparison = rulebook.compare(draft(), on=people.NOON.date())

    assert [(one.ref, one.before, one.after) for one in comparison.shifts] == [
        (old.ref, 2, 1),
        (urgent.ref, 1, 2),
    ]
    partners = {one.label: one for one in comparison.groups[1][1]}
    assert partners[str(worker.organisation)].after.count == 7
    assert partners[str(factories.other_worker().organisation)].after is None  # one person only


def test_a_rank_is_told_in_full_and_printed(browser):
    known = factories.request_at(RequestStage.WAITING)
    Contact.objects.create(
        role="Coordination de l’Isère",
        telephone="04 76 00 00 00",
        hours="9 h – 12 h",
        since="2026-01-01",
        department="38",
    )
    workflow.place(request=known, where="first", act=people.act(people.coordinator()), reason_code="deadline")
    address = reverse("beneficiaries:request-explanation", args=[known.ref])

    page = browser(people.social_worker()).get(address).content.decode()
    paper = browser(people.social_worker()).get(address, {"format": "pdf"})

    assert "04 76 00 00 00" in page
    assert str(PLACEMENT_REASONS["deadline"]) in page
    assert "R311-3-1-2" in page
    assert paper.content.startswith(b"%PDF")
    assert browser(factories.other_worker()).get(address).status_code == 404


def test_a_coordinator_moves_a_request_from_its_page(browser):
    known, other = factories.request_at(RequestStage.WAITING), factories.request_at(RequestStage.WAITING)
    client, address = browser(people.coordinator()), reverse("beneficiaries:request-place", args=[known.ref])

    wrong = client.post(address, {"where": "after", "after": "D99-0001", "reason_code": "deadline"})
    client.post(address, {"where": "after", "after": other.ref.lower(), "reason_code": "deadline"})

    assert wrong.status_code == 200
    assert factories.again(known).placement.after == other
    client.post(reverse("beneficiaries:request-unplace", args=[known.ref]))
    assert not hasattr(factories.again(known), "placement")
