"""The next codes of this installation, for devices, places and badges alike: one code never names two things.

Numbers are taken under a row's lock, and how far they have gone is also kept in the storage, before a code is handed
out: a database set back to a backup goes on behind them. A database that finds no mark of its own, or finds itself at
another address, issues none until an administrator has said what it is.
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from inventory import codes
from inventory.models import CodeDecision, CodeKey
from inventory.models.numbering import OWN, SLOT
from inventory.workflow.refusals import CodesUnsettled, CodesUsedUp
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core import chance, marks
from reuse.core.models import Counter

COUNTER = "device code"
MARGIN = 10_000_000  # codes a continuation leaves out: more than were ever issued since any backup
_SLOTS = (1 << 32) // SLOT
_OWN_SLOTS = OWN // SLOT


@dataclass(frozen=True, slots=True)
class Numbering:
    """Where the codes of this installation stand. `unsettled`: why none is issued, or nothing."""

    next: int
    limit: int
    is_of_a_copy: bool
    unsettled: str

    @property
    def left(self) -> int:
        return max(self.limit - self.next, 0)


@transaction.atomic
def issue_codes(count: int) -> list[str]:
    """The next codes of this installation, none that a practice label bears.

    The counter moves when the transaction commits; the mark in the storage before, so that none comes twice.
    """
    counter, key = _held()
    number = _first_free(counter, key)
    issued: list[str] = []
    while len(issued) < count:
        code = codes.code_for(number, key.key)
        number += 1
        if code not in codes.PRACTICE_CODES:
            issued.append(code)
    if number > key.limit:
        raise CodesUsedUp(_("The codes of this installation are used up."))
    _move(counter, key, number)
    return issued


def code_standing() -> Numbering:
    """How the codes stand; takes no lock and issues none."""
    counter = Counter.objects.filter(name=COUNTER).first() or Counter(name=COUNTER)
    key = CodeKey.objects.filter(pk=1).first() or CodeKey()
    mark = marks.highest(str(key.installation)) if key.installation else None
    return Numbering(max(counter.next, mark or 0), key.limit, key.is_of_a_copy, _why_unsettled(key, mark))


@transaction.atomic
def settle_codes(*, is_copy: bool, at: datetime, act: Act | None) -> CodeDecision:
    """Say what this database is. `act` is None on the command line, where whoever has the shell decides.

    A continuation leaves out MARGIN codes. A copy goes on among numbers that the first installation never reaches.
    """
    if act:
        act.require(Permission.CONFIGURE)
    counter, key = _held()
    mark = marks.highest(str(key.installation)) if key.installation else None
    before = max(counter.next, mark or 0)
    if is_copy or key.is_of_a_copy:
        number = _fresh_slot(before) * SLOT
        key.limit = number + SLOT
    else:
        number = before + MARGIN
        if number >= key.limit:
            raise CodesUsedUp(_("The codes of this installation are used up."))
    key.installation, key.host = uuid.uuid4(), _host()
    key.save()
    _move(counter, key, number)
    return CodeDecision.objects.create(
        kind=CodeDecision.Kind.COPY if is_copy else CodeDecision.Kind.CONTINUATION,
        by=act.by if act else None,
        at=at,
        before=before,
        next=number,
    )


def _held() -> tuple[Counter, CodeKey]:
    """The counter first: whoever holds it reads the key as it is."""
    counter, _made = Counter.objects.select_for_update().get_or_create(name=COUNTER)
    key, _made = CodeKey.objects.get_or_create(pk=1, defaults={"key": chance.token_hex(32)})
    return counter, key


def _first_free(counter: Counter, key: CodeKey) -> int:
    mark = marks.highest(str(key.installation)) if key.installation else None
    if why := _why_unsettled(key, mark):
        raise CodesUnsettled(why)
    if key.installation is None or (_host() and not key.host):
        # Named by true randomness even in a demo: two demos of one seed are two installations.
        key.installation, key.host = key.installation or uuid.uuid4(), _host()
        key.save(update_fields=["installation", "host"])
    return max(counter.next, mark or 0)


def _why_unsettled(key: CodeKey, mark: int | None) -> str:
    if key.installation and mark is None:
        return _(
            "This database has come without its files, or to files of another installation: "
            "an administrator must say whether it is a copy before it issues codes."
        )
    if key.host not in {"", _host()}:
        return _(
            "This database issued codes at %(before)s and is now at %(now)s: "
            "an administrator must say whether it is a copy before it issues codes."
        ) % {"before": key.host, "now": _host() or _("this computer")}
    return ""


def _move(counter: Counter, key: CodeKey, number: int) -> None:
    marks.raise_to(str(key.installation), number)
    counter.next = number
    counter.save(update_fields=["next"])


def _host() -> str:
    """The name this installation is known by; empty where it is this computer alone."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    return "" if host in {"127.0.0.1", "::1", "localhost", "testserver"} else host


def _fresh_slot(before: int) -> int:
    """Drawn, so that two copies seldom meet; never one this database or those it was copied from have used."""
    used = {number // SLOT for number in CodeDecision.objects.values_list("next", flat=True)}
    used.add(before // SLOT)
    return secrets.choice([slot for slot in range(_OWN_SLOTS, _SLOTS) if slot not in used])
