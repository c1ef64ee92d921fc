"""What anyone may read of a target: what goes to people of a place, or is of some types, moves in steps of five."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission, Reach
from reuse.reports.codes import AreaKind
from reuse.reports.models import Target
from reuse.reports.queries.declared import Declared
from reuse.reports.queries.disclosure import in_steps
from reuse.reports.queries.families import Coverage
from reuse.reports.queries.forecast import Range
from reuse.reports.queries.foreseen import Test
from reuse.reports.queries.obstacles import Kind, Obstacle
from reuse.reports.queries.progress import Day, Progress
from reuse.reports.queries.suppression import LEAST, is_small


def reads_all(acting: Membership | None) -> bool:
    """Whether somebody reads every number: those of the network and of workshops do, donors and partners do not."""
    return (
        acting is not None
        and acting.may(Permission.REPORT_VIEW)
        and acting.description.reach != Reach.ORGANISATION
    )


def is_narrow(target: Target) -> bool:
    """Whether it counts people of a place or devices of some types: less than all that is handed over in the country.

    Of some types too: the country's number of a type, less the cells open data tell of it, is the cell they tell with
    another type.
    """
    if target.counts != Target.Counts.HANDED_OVER:
        return False
    territory = target.territory
    everywhere = not territory or any(area.kind == AreaKind.COUNTRY for area in territory)
    some_types = target.unit == Target.Unit.COMPUTERS or bool(target.pk and target.types.all())
    return some_types or not everywhere


def for_anyone(shown: Progress) -> Progress:
    """The same progress as a reader without a right to figures has it.

    Of a place or of some types, the last step reached: five, ten, …, and the quantities the target names itself, so
    that nobody is told it is missed who has reached it. Of the whole country, all but one to four. What another target
    counts may be of a place: always the last step.
    """
    if shown.target.counts != Target.Counts.HANDED_OVER:
        return shown
    shown = replace(
        shown,
        declared=tuple(declared_for_anyone(shown.declared)),
        elsewhere=in_steps(shown.elsewhere),
        elsewhere_step=LEAST,
    )
    if not shown.has_begun or not (is_narrow(shown.target) or is_small(shown.achieved)):
        return shown
    named = [shown.target.quantity, *(one.quantity for one in shown.target.steps)]
    marks = sorted(mark for mark in named if mark >= LEAST)
    days = tuple(_moved(Day(day.on, _step(day.total, marks)) for day in shown.days))
    if not days or days[0].on > shown.target.since:
        days = (Day(shown.target.since, 0), *days)
    if days[-1].on < shown.days[-1].on:
        days = (*days, Day(shown.days[-1].on, days[-1].total))
    return replace(
        shown,
        achieved=_step(shown.achieved, marks),
        days=days,
        step=LEAST,
    )


def declared_for_anyone(rows: Iterable[Declared]) -> Iterator[Declared]:
    """What is declared stands still: a number of five or more is told, one to four as few."""
    for one in rows:
        yield replace(one, quantity=0, undated=0, step=LEAST) if is_small(one.quantity) else one


def parts_for_anyone(coverage: Coverage | None) -> Coverage | None:
    """The parts told so, and what two of them count both."""
    if coverage is None:
        return None
    return replace(
        coverage,
        parts=tuple(for_anyone(part) for part in coverage.parts),
        overlaps=tuple(
            replace(one, counted_twice=in_steps(one.counted_twice), step=LEAST)
            if is_narrow(one.one) or is_narrow(one.other)
            else one
            for one in coverage.overlaps
        ),
    )


def obstacle_in_steps(one: Obstacle) -> Obstacle:
    """What blocks, with people who wait told in steps; devices that wait are told exactly."""
    if one.kind != Kind.REQUESTS:
        return one
    return replace(one, count=in_steps(one.count), is_least=True)


def range_in_steps(found: Range) -> Range:
    """A range that is no narrower and ends on steps: it may begin at what is reached."""
    return Range(in_steps(found.low), in_steps(found.middle), in_steps(found.high + LEAST - 1))


def trial_in_steps(one: Test) -> Test:
    """A trial with what came then told in steps."""
    tested = one.tested
    return replace(
        one, tested=replace(tested, range=range_in_steps(tested.range), came=in_steps(tested.came))
    )


def _step(count: int, marks: Iterable[int]) -> int:
    return max([in_steps(count), *(mark for mark in marks if mark <= count)])


def _moved(days: Iterable[Day]) -> Iterator[Day]:
    """The days on which the number told changes: not the one on which the first of five was."""
    last = 0
    for day in days:
        if day.total != last:
            yield day
            last = day.total
