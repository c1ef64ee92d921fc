"""What a person is named for in an organisation, told by each app above: it goes to a colleague when the person leaves."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise

from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, Organisation, Site, User


@dataclass(frozen=True, slots=True)
class Belonging:
    """One kind of thing. `rows`: what the person is named for now; `pass_on` writes it over to the colleague.

    `pass_on(user, to, act)` runs in the caller's transaction; `to` is the colleague's part in the organisation.
    """

    label: str | Promise
    rows: Callable[[User, Organisation], QuerySet]  # type: ignore[type-arg]  # of any model
    pass_on: Callable[[User, Membership, Act], None]


_belongings: dict[str, Belonging] = {}


def belongs(code: str, one: Belonging) -> None:
    """Declare a kind. Called from an app's `ready`."""
    _belongings[code] = one


def held(user: User, organisation: Organisation) -> dict[str, int]:
    """How many of each kind, by code; what there is none of is left out."""
    counts = {code: one.rows(user, organisation).count() for code, one in _belongings.items()}
    return {code: count for code, count in counts.items() if count}


def in_words(counts: dict[str, int]) -> list[tuple[str | Promise, int]]:
    """Label and count of each kind."""
    return [(_belongings[code].label, count) for code, count in counts.items()]


def pass_on(*, user: User, to: Membership, act: Act) -> None:
    """Everything the person is named for there goes to the colleague."""
    for one in _belongings.values():
        one.pass_on(user, to, act)


_reasons: dict[str, Callable[[Site], str]] = {}


def keeps_open(code: str, reason: Callable[[Site], str]) -> None:
    """Declare why a site could not be closed: a sentence, or nothing. Called from an app's `ready`."""
    _reasons[code] = reason


def kept_open_by(site: Site) -> list[str]:
    """Why this site cannot be closed now."""
    return [sentence for reason in _reasons.values() if (sentence := reason(site))]
