"""Draws what the reports issue; importing it registers each renderer."""

from reuse.reports.documents import period, yearly

__all__ = ["period", "yearly"]
