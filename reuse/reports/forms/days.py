"""The field of a day, as browsers want its value whatever the language of the page."""

from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from reuse.reports.queries.rollups import EARLIEST, LATEST

WITHIN: Final[list[Any]] = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]  # of a period


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
