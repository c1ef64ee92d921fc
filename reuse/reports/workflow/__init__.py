"""The verbs of the reports: setting targets, stating a year, issuing a report; one module per noun."""

from reuse.core.refusals import Refusal
from reuse.reports.workflow.campaigns import open_campaign
from reuse.reports.workflow.claims import settle
from reuse.reports.workflow.declared import Said, Source, WrongDeclaration, correct_partner_total, declare
from reuse.reports.workflow.examples import adopt_example
from reuse.reports.workflow.rates import StatementRefused, state_reuse
from reuse.reports.workflow.targets import (
    FURTHEST_YEARS,
    WrongPeriod,
    WrongTarget,
    change_target,
    end_target,
    milestone,
    set_target,
)
from reuse.reports.workflow.yearly import NothingToReport, issue_yearly

__all__ = [
    "FURTHEST_YEARS",
    "NothingToReport",
    "Refusal",
    "Said",
    "Source",
    "StatementRefused",
    "WrongDeclaration",
    "WrongPeriod",
    "WrongTarget",
    "adopt_example",
    "change_target",
    "correct_partner_total",
    "declare",
    "end_target",
    "issue_yearly",
    "milestone",
    "open_campaign",
    "set_target",
    "settle",
    "state_reuse",
]
