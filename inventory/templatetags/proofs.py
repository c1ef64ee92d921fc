"""A proof's times as people read them."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from reuse.web.templatetags import look

register = template.Library()


@register.filter
def tool_time(text: str) -> str:
    """An ISO day or instant with a zone as the reader writes it; a tool's own words, without a zone, as they are."""
    try:
        if len(text) == len("2026-11-22"):
            return look.day(date.fromisoformat(text))
        read = datetime.fromisoformat(text)
    except ValueError:
        return text
    return look.instant(timezone.localtime(read)) if read.tzinfo else text
