"""Says a count that is told in steps."""

from django import template
from django.utils.translation import gettext as _

from reuse.web.templatetags.look import number, percent

register = template.Library()


@register.filter
def told(count: int, step: int) -> str:
    """57, at least 55, or fewer than 5."""
    if step == 1:
        return number(count)
    if count < step:
        return _("fewer than %(least)s") % {"least": step}
    return _("at least %(count)s") % {"count": number(count)}


@register.filter
def share(part: float) -> str:
    """41 %, and 0.3 % of what has hardly begun."""
    return percent(part, 1 if 0 < part < 0.1 else 0)
