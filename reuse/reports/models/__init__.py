"""Targets, what is claimed and declared for them, what public bodies state, and roll-ups: the only tables of the reports."""

from reuse.reports.models.claims import Claim, LaterOfHome
from reuse.reports.models.declared import PartnerTotal
from reuse.reports.models.equity import EquityReport
from reuse.reports.models.forecasts import Forecast
from reuse.reports.models.letters import MonthlyLetter
from reuse.reports.models.opendata import OpenFile, OpenGroup
from reuse.reports.models.periods import PeriodReport
from reuse.reports.models.rates import EquipmentClass, RateTarget, ReuseStatement
from reuse.reports.models.rollups import Milestone, Tally, Unfolded
from reuse.reports.models.samples import AuditSample
from reuse.reports.models.stated import NEEDS, OUTCOMES, Stated
from reuse.reports.models.targets import Target, TargetVersion

__all__ = [
    "NEEDS",
    "OUTCOMES",
    "AuditSample",
    "Claim",
    "EquipmentClass",
    "EquityReport",
    "Forecast",
    "LaterOfHome",
    "Milestone",
    "MonthlyLetter",
    "OpenFile",
    "OpenGroup",
    "PartnerTotal",
    "PeriodReport",
    "RateTarget",
    "ReuseStatement",
    "Stated",
    "Tally",
    "Target",
    "TargetVersion",
    "Unfolded",
]
