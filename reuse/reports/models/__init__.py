"""Targets, what public bodies state of their equipment, and roll-ups: the only tables of the reports."""

from reuse.reports.models.rates import EquipmentClass, RateTarget, ReuseStatement
from reuse.reports.models.rollups import Milestone, Tally, Unfolded
from reuse.reports.models.targets import Target

__all__ = ["EquipmentClass", "Milestone", "RateTarget", "ReuseStatement", "Tally", "Target", "Unfolded"]
