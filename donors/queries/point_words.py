"""A site that takes batches, in words: whose it is, how far, what it takes and when."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from donors.queries.points import Nearness, Point
from reuse.accounts.models import Site
from reuse.core.models import DeviceType
from reuse.web.templatetags.look import number


def site_name(site: Site) -> str:
    """A receiving site, with the workshop it belongs to."""
    owner = "" if site.name.startswith(site.organisation.name) else site.organisation.name
    city = "" if site.city in site.name else site.city
    return ", ".join(filter(None, [owner, site.name, city]))


def way_there(point: Point) -> str:
    """What a donor asks of a site: how far, what it takes, from how many on, when."""
    return " · ".join(filter(None, [_way(point), _collection(point), _drop_off(point), _types(point)]))


def _way(point: Point) -> str:
    match point.nearness:
        case Nearness.HERE:
            return _("same postal code")
        case Nearness.DEPARTMENT:
            return _("in your department")
        case Nearness.FAR:
            return _("about %(km)s km") % {"km": number(point.km)}
    return ""


def _collection(point: Point) -> str:
    if not point.collects:
        return _("does not come to collect")
    if not point.minimum:
        return _("comes to collect")
    return ngettext(
        "comes to collect from %(count)s device on",
        "comes to collect from %(count)s devices on",
        point.minimum,
    ) % {"count": number(point.minimum)}


def _drop_off(point: Point) -> str:
    if not point.takes_drop_offs:
        return _("no drop-off")
    return _("drop-off: %(hours)s") % {"hours": point.hours} if point.hours else _("drop-off possible")


def _types(point: Point) -> str:
    if not (point.rule and point.rule.types):
        return ""
    names = {one.code: one.plural_name for one in DeviceType.objects.all()}
    taken = ", ".join(names[code] for code in point.rule.types if code in names)
    return _("takes: %(types)s") % {"types": taken}
