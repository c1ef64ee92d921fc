"""Grams as people read weights."""

from django import template

from reuse.web.templatetags.look import number

register = template.Library()


@register.filter
def kilograms(grams: int | None, decimals: int = 1) -> str:
    """12,5 from 12500 grams."""
    return number(None if grams is None else grams / 1000, decimals)
