"""The verbs of the ranking rule: a version is written, public as a draft, commented, then adopted or given up."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from beneficiaries import queries
from beneficiaries.models import RankingRule, RuleRemark
from beneficiaries.states import RuleStage
from beneficiaries.workflow.personal import refuse_personal_data
from beneficiaries.workflow.refusals import RemarksClosed, TooEarly
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core.refusals import MoveNotAllowed


@transaction.atomic
def write_rule(
    *, weights: Mapping[str, int], text: str, act: Act, rule: RankingRule | None = None
) -> RankingRule:
    """Begin a version, or change one that nobody but coordinators has read."""
    act.require(Permission.REQUEST_DECIDE)
    refuse_personal_data(text)
    if rule is None:
        latest = RankingRule.objects.aggregate(latest=Max("version"))["latest"] or 0
        rule = RankingRule(version=latest + 1, stage=RuleStage.WRITTEN, written_by=act.by)
    else:
        rule = _held(rule, RuleStage.WRITTEN)
    for name in (*RankingRule.WEIGHTS, "notice_days"):
        if name in weights:
            setattr(rule, name, weights[name])
    rule.text = {"fr": text}
    rule.save()
    return rule


@transaction.atomic
def publish_draft(*, rule: RankingRule, act: Act) -> RankingRule:
    """Show a version to everyone, for as many days as the rule in force says; from now on it does not change."""
    act.require(Permission.REQUEST_DECIDE)
    held = _held(rule, RuleStage.WRITTEN)
    held.stage = RuleStage.PUBLIC
    held.published_on = act.on
    held.remarks_until = act.on + timedelta(days=queries.rule_in_force(act.on).notice_days)
    held.save()
    return held


@transaction.atomic
def adopt_rule(*, rule: RankingRule, since: date, decision: str, act: Act) -> RankingRule:
    """Put a draft in force from a day on, with the answer to the remarks, once everyone had the time to speak."""
    held = _decided(rule, decision, act)
    if held.remarks_until is None or since <= held.remarks_until or since <= act.on:
        raise TooEarly(
            _("It may be in force from the day after remarks close, and not before tomorrow: after %(day)s.")
            % {"day": max(held.remarks_until or act.on, act.on).strftime("%d/%m/%Y")}
        )
    if RankingRule.objects.filter(stage=RuleStage.ADOPTED, since__gte=since).exists():
        raise TooEarly(_("Another version is already adopted for that day or later."))
    held.stage, held.since = RuleStage.ADOPTED, since
    held.save()
    return held


@transaction.atomic
def drop_rule(*, rule: RankingRule, decision: str, act: Act) -> RankingRule:
    """Give a draft up, with the answer to the remarks; it stays readable."""
    held = _decided(rule, decision, act)
    held.stage = RuleStage.DROPPED
    held.save()
    return held


def _decided(rule: RankingRule, decision: str, act: Act) -> RankingRule:
    act.require(Permission.REQUEST_DECIDE)
    refuse_personal_data(decision)
    held = _held(rule, RuleStage.PUBLIC)
    if held.takes_remarks(act.on):
        raise TooEarly(
            _("Remarks are open until %(day)s: decide after it.") % {"day": f"{held.remarks_until:%d/%m/%Y}"}
        )
    if held.remarks.filter(is_shown=None).exists():
        raise TooEarly(_("Some remarks are not read yet: show them or not, then decide."))
    held.decision, held.decided_by, held.decided_on = decision, act.by, act.on
    return held


def _held(rule: RankingRule, stage: RuleStage) -> RankingRule:
    held = RankingRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    if held.stage != stage:
        raise MoveNotAllowed(
            _("Version %(version)s is not at this stage any more.") % {"version": held.version}
        )
    return held


@transaction.atomic
def leave_remark(
    *, rule: RankingRule, text: str, on: date, at: datetime, is_from_partner: bool
) -> RuleRemark:
    """Say something of a public draft. Nothing is kept of who says it; it is shown once a coordinator has read it."""
    refuse_personal_data(text)
    if not rule.takes_remarks(on):
        raise RemarksClosed(_("Remarks on this version are closed."))
    return RuleRemark.objects.create(rule=rule, text=text, at=at, is_from_partner=is_from_partner)


@transaction.atomic
def read_remark(*, remark: RuleRemark, is_shown: bool, act: Act) -> RuleRemark:
    """Show a remark on the public page, or not."""
    act.require(Permission.REQUEST_DECIDE)
    held = RuleRemark.objects.select_for_update(of=("self",)).get(pk=remark.pk)
    held.is_shown, held.read_by = is_shown, act.by
    held.save()
    return held
