"""Targets, and what public bodies state of their equipment: the only tables of the reports."""

from reuse.reports.models.rates import EquipmentClass, RateTarget, ReuseStatement
from reuse.reports.models.targets import Target

__all__ = ["EquipmentClass", "RateTarget", "ReuseStatement", "Target"]
