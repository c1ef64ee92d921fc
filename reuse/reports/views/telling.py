"""Says numbers in words for one reader: what they may know, how it changed, the way on to the devices."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from reuse.accounts.decorators import StaffRequest
from reuse.accounts.roles import Permission, Reach
from reuse.reports.queries import milestones, numbers, suppression
from reuse.reports.queries.definitions import DEFINITIONS, Definition
from reuse.reports.queries.numbers import Compared, Spread
from reuse.web import charts
from reuse.web.templatetags.look import days, number, percent


@dataclass(frozen=True, slots=True)
class Tile:
    """A number as its page shows it: beside the period before, defined, with the way to its devices."""

    code: str
    value: str
    change: str
    detail: str = ""
    url: str = ""

    @property
    def told(self) -> Definition:
        return DEFINITIONS[self.code]


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the chain: its number and its bar."""

    tile: Tile
    bar: charts.Bar


def is_masked(request: StaffRequest) -> bool:
    """Donors and partners read numbers of the network, but none that would speak of another one's few devices."""
    return request.acting.description.reach == Reach.ORGANISATION


def least_for(request: StaffRequest) -> int:
    """The smallest count this reader is told, and the steps in which theirs go; 1: every count, as it is."""
    return suppression.LEAST if is_masked(request) else 1


def fewer() -> str:
    """Said in place of a small number."""
    return _("fewer than %(least)s") % {"least": suppression.LEAST}


class Teller:
    """Says numbers in words for one reader: what they may know, and the way on if they see devices."""

    def __init__(self, request: StaffRequest, found: Compared) -> None:
        self.found, self.is_masked = found, is_masked(request)
        self.least = least_for(request)
        self.may_see = request.acting.may(Permission.DEVICE_VIEW)
        self.may_draw = request.acting.may(Permission.AUDIT_SAMPLE)
        self.query = {name: value for name, value in request.GET.items() if value and name != "by"}

    def words(self, count: int) -> str:
        told = suppression.told(count, least=self.least)
        return fewer() if told is None else number(told)

    def tile(self, code: str) -> Tile:
        counts = (self.found.now.count(code), self.found.before.count(code))
        now, before = (suppression.told(count, least=self.least) for count in counts)
        change = "" if now is None or before is None else difference(now, before)
        return Tile(code, self.words(counts[0]), change, url=self.way_to(code))

    def share(self, code: str) -> Tile:
        shares = (self.found.now.share(code), self.found.before.share(code))
        now, before = (share.told(least=self.least) for share in shares)
        if now is None:
            return Tile(code, fewer(), "")
        detail = ""
        if now.whole and not self.is_masked:
            detail = _("%(part)s of %(whole)s") % {"part": number(now.part), "whole": number(now.whole)}
        return Tile(
            code,
            percent(now.rate),
            points(now.rate, before.rate) if before else "",
            detail=detail,
            url=self.way_to(numbers.SHARES[code][0]),
        )

    def days(
        self, code: str, figure: str, spread: Spread | None = None, before: Spread | None = None
    ) -> Tile:
        """A length: the median and the range of eight in ten where they are known, else the mean."""
        now, url = self.found.now.of(figure), self.way_to(figure)
        if suppression.is_small(now.dated, least=self.least):
            return Tile(code, fewer(), "")
        if spread is None or spread.middle is None:
            mean = self.found.now.mean_days(figure)
            return Tile(code, days(mean), "", detail=_("on average") if mean is not None else "", url=url)
        low, high = days(spread.low), days(spread.high)
        range_of = _("eight of ten: %(low)s to %(high)s") % {"low": low, "high": high}
        moved = ""
        if before and before.middle is not None and not suppression.is_small(before.count, least=self.least):
            moved = difference(spread.middle, before.middle)
        return Tile(code, days(spread.middle), moved, detail=range_of, url=url)

    def rung(self, code: str, most: int) -> Rung:
        """A step of the chain, against the one with most."""
        tone = "c" if code == milestones.ANNOUNCED else "a"
        drawn = self.drawn(self.found.now.count(code))
        return Rung(self.tile(code), charts.bar([drawn], whole=most, tones=tone))

    def drawn(self, count: int) -> int:
        """As a bar may show it: the length of one tells no more than the number beside it."""
        return suppression.told(count, least=self.least) or 0

    def narrowed(self, **more: str) -> str:
        """The same page, of one row of its table alone."""
        return f"{reverse('reports:figures')}?{urlencode({**self.query, **more})}"

    def way_to(self, figure: str) -> str:
        """The list of the devices behind a number; for those who see none, a sample of them drawn for an audit."""
        page = "figure-devices" if self.may_see else "sample"
        if not self.may_see and not self.may_draw:
            return ""
        return f"{reverse(f'reports:{page}')}?{urlencode({'figure': figure, **self.query})}"


def difference(now: int, before: int) -> str:
    """How a number differs from the one of the period before, with its sign and in words."""
    if now == before:
        return _("as many as before")
    sign = "+" if now > before else ""
    words = _("up from %(before)s") if now > before else _("down from %(before)s")
    return format_html("<b>{}{}</b> {}", sign, number(now - before), words % {"before": number(before)})


def points(now: float | None, before: float | None) -> str:
    """How a share differs, in points."""
    if now is None or before is None:
        return ""
    moved = round(now * 100) - round(before * 100)
    if not moved:
        return _("as before")
    words = _("points, up from %(before)s") if moved > 0 else _("points, down from %(before)s")
    sign = "+" if moved > 0 else ""
    return format_html("<b>{}{}</b> {}", sign, number(moved), words % {"before": percent(before)})
