"""The field of a day, as browsers want its value whatever the language of the page."""

from django import forms


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
