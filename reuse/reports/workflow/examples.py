"""Adopts a target that ships as an example: an ordinary target from then on, which says where its words come from."""

from django.utils.translation import gettext as _

from reuse.accounts.acting import Act
from reuse.reports.models import Target
from reuse.reports.queries import examples
from reuse.reports.workflow.targets import WrongTarget, set_target


def adopt_example(*, code: str, act: Act) -> Target:
    """Follow the goal in this wording; one that is followed already is the answer."""
    found = examples.wording(code)
    if found is None:
        raise WrongTarget(_("There is no such example."))
    goal, wording = found
    return examples.adopted().get(code) or set_target(
        act=act,
        example=code,
        name=wording.name,
        programme=goal.programme,
        source=wording.source,
        source_url=wording.url,
        source_on=wording.on,
        unit=wording.unit,
        quantity=goal.quantity,
        since=goal.since,
        until=goal.until,
    )
