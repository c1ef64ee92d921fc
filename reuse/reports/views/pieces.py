"""What the page of a target draws: its curve, its bar with the milestones, its journal in words."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission
from reuse.core.models import DeviceType
from reuse.core.translated import in_language
from reuse.reports import queries
from reuse.reports.codes import Area, AreaKind
from reuse.reports.models import Target
from reuse.reports.queries import territories
from reuse.reports.queries.journal import Change, journal
from reuse.web import charts
from reuse.web.templatetags.look import day, number

FIELDS = {
    "name": _("Name"),
    "programme": _("Programme"),
    "source": _("Source"),
    "source_url": _("Its address"),
    "source_on": _("Its date"),
    "counts": _("Counted when"),
    "unit": _("Unit"),
    "areas": _("Territories"),
    "since": _("First day"),
    "until": _("Last day"),
    "quantity": _("Quantity"),
    "milestones": _("Milestones"),
    "returns_within_days": _("Returns that take a device off"),
    "is_exclusive": _("Count each device for this target alone"),
    "types": _("Types"),
    "funder": _("Funder"),
    "parent": _("Part of"),
}


def of_target(shown: queries.Progress, foreseen: charts.Forecast | None = None) -> dict[str, Any]:
    """What is drawn of a target's progress, with where it will end if that is foreseen."""
    target = shown.target
    ground = territories.ground(target.territory)
    return {
        "chart": charts.burn_up(
            start=target.since,
            end=target.until,
            target=target.quantity,
            achieved=[charts.Achieved(one.on, one.total) for one in shown.days],
            forecast=foreseen,
        ),
        "bar": charts.bar([shown.achieved], whole=target.quantity, target=shown.regular),
        "steps": [(step, _at(step.quantity, target.quantity)) for step in shown.steps],
        "next_step": next((step for step in shown.steps if step.reached is None), None),
        "areas": territories.names(target.territory),
        "has_places": any(one.kind != AreaKind.PRIORITY for one in target.territory),
        "has_districts": any(not code.startswith("Q") for code in ground.districts),
        "uncounted": [territories.name_of(one) for one in target.territory if one.is_one_district],
        "journal": [
            (
                one,
                [(FIELDS[c.field], *_words(c)) for c in one.changes if c.field != "is_ended"],
                any(c.field == "is_ended" for c in one.changes),
            )
            for one in journal(target)
        ],
    }


def _at(quantity: int, whole: int) -> str:
    """Where a mark stands on the bar."""
    return charts.bar([quantity], whole=whole).parts[0].width


def _words(change: Change) -> Iterator[str]:
    yield _in_words(change.field, change.before)
    yield _in_words(change.field, change.after)


def _in_words(field: str, value: Any) -> str:
    """What the journal keeps of a field, as people read it."""
    if value in (None, "", [], {}):
        return "–"
    if say := _SAYING.get(field):
        return say(value)
    return number(value) if isinstance(value, int) else str(value)


def _on(value: str) -> str:
    return day(date.fromisoformat(value))


def _yes(value: bool) -> str:  # noqa: FBT001 - a cell of the journal
    return str(_("yes") if value else _("no"))


_SAYING: Mapping[str, Callable[[Any], str]] = {
    "name": in_language,
    "programme": in_language,
    **dict.fromkeys(("since", "until", "source_on"), _on),
    "unit": lambda value: str(Target.Unit(value).label),
    "counts": lambda value: str(Target.Counts(value).label),
    "areas": lambda value: ", ".join(territories.names(Area.of(one) for one in value)),
    "types": lambda value: ", ".join(str(one) for one in DeviceType.objects.filter(code__in=value)),
    "parent": lambda value: str(Target.objects.filter(public_id=value).first() or "–"),
    "milestones": lambda value: ", ".join(f"{number(one['quantity'])} ({_on(one['on'])})" for one in value),
    "is_exclusive": _yes,
}


def blocker_item(request: HttpRequest, blocker: queries.Blocker) -> dict[str, object]:
    """A line of the list of what blocks; those who see devices get the way to them."""
    acting: Membership | None = getattr(request, "acting", None)
    may_see = acting is not None and acting.may(Permission.DEVICE_VIEW)
    title = ngettext("device waits at “%(stage)s”", "devices wait at “%(stage)s”", blocker.count) % {
        "stage": blocker.stage.label
    }
    detail = ngettext("For %(days)d day on average.", "For %(days)d days on average.", blocker.mean_days) % {
        "days": blocker.mean_days
    }
    url = f"{reverse('inventory:device-list')}?stage={blocker.stage}" if may_see else ""
    return {
        "number": blocker.count,
        "title": title,
        "detail": detail,
        "url": url,
        "action": _("See the devices"),
    }
