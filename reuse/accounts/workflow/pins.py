"""PINs: chosen by their owner, kept as a slow digest, locked after wrong tries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reuse.accounts.acting import Act
from reuse.accounts.models import BadgeRecord, Membership, Pin, User
from reuse.accounts.workflow.workstations import record, require_charge
from reuse.core import chance
from reuse.core.refusals import Refusal

SHORTEST, LONGEST = 6, 12  # digits; typed twenty times a day, tried by a thief forty times on the first day
TRIES = 5
LOCK = timedelta(minutes=10)  # after five wrong tries; each five more double it
LONGEST_LOCK = timedelta(days=1)
# Low on purpose: a million PINs are tried in no time at any cost somebody waits for. The count of tries protects
# against guessing here, the installation's key, mixed in, against guessing from a stolen database.
ITERATIONS = 100_000
_DATES = {6: ("%d%m%y", "%y%m%d"), 8: ("%d%m%Y", "%Y%m%d")}
_hasher = PBKDF2PasswordHasher()


class PinMissing(Refusal):
    """The person has not chosen a PIN yet."""

    reason = "no_pin"


class PinWrong(Refusal):
    """This is not the person's PIN."""

    reason = "wrong_pin"


class PinLocked(Refusal):
    """Too many wrong tries."""

    reason = "locked"


class WeakPin(Refusal):
    """Somebody would guess this PIN first."""

    reason = "weak_pin"


@dataclass(frozen=True, slots=True)
class Try:
    """A try that was counted: against which digest; without one the PIN is locked until the instant told."""

    digest: str
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class ProvenPin:
    """That a person typed their own PIN, and when. Made by `prove_pin` and `prove_badge`; what is signed asks for it."""

    user_id: int
    at: datetime


def prove_pin(*, user: User, pin: str, now: datetime) -> ProvenPin:
    """Somebody signed in shows by their PIN that it is still they; raises PinMissing, PinWrong or PinLocked.

    Not one transaction, and never inside one: a wrong try stays counted although it is refused.
    """
    tried = count_try(user, now)
    if tried is None:
        raise PinMissing(
            _(
                "You have no PIN yet: choose one under “My account”, with your password. It signs in your name."
            )
        )
    if is_right(pin, tried.digest):
        forget_tries(user)
        return ProvenPin(user.pk, now)
    kind = BadgeRecord.Kind.WRONG_PIN if tried.digest else BadgeRecord.Kind.LOCKED
    record(kind, at=now, holder=user)
    if tried.locked_until is None:
        raise PinWrong(_("This is not your PIN: nothing was signed."))
    minutes = -(-int((tried.locked_until - now).total_seconds()) // 60)
    raise PinLocked(
        ngettext(
            "Too many wrong tries with this PIN: wait %(count)d minute, or ask your manager.",
            "Too many wrong tries with this PIN: wait %(count)d minutes, or ask your manager.",
            minutes,
        )
        % {"count": minutes}
    )


def choose_pin(*, user: User, pin: str, now: datetime) -> None:
    """One's own new PIN; sessions opened with the former end. The caller has made sure that it is this person."""
    if fault := weakness(pin):
        raise WeakPin(fault)
    digest = _hasher.encode(_peppered(pin), chance.token_hex(11), ITERATIONS)
    with transaction.atomic():
        Pin.objects.update_or_create(
            user=user, defaults={"hash": digest, "set_at": now, "failures": 0, "locked_until": None}
        )
        record(BadgeRecord.Kind.PIN_CHOSEN, at=now, by=user, holder=user)


@transaction.atomic
def unlock_pin(*, membership: Membership, act: Act) -> None:
    """Let a colleague try again at once."""
    require_charge(membership.organisation, act)
    Pin.objects.filter(user=membership.user).update(failures=0, locked_until=None)
    record(BadgeRecord.Kind.PIN_UNLOCKED, at=act.at, by=act.by, holder=membership.user)


@transaction.atomic
def withdraw_pin(*, membership: Membership, act: Act) -> None:
    """A colleague's PIN is forgotten or known to others: they choose a new one after their password."""
    require_charge(membership.organisation, act)
    Pin.objects.filter(user=membership.user).delete()
    record(BadgeRecord.Kind.PIN_WITHDRAWN, at=act.at, by=act.by, holder=membership.user)


@transaction.atomic
def count_try(user: User, now: datetime) -> Try | None:
    """Count a try before it is judged, so that tries sent all at once are no more than five; None without a PIN."""
    pin = Pin.objects.select_for_update().filter(user=user).first()
    if pin is None:
        return None
    if pin.locked_until and pin.locked_until > now:
        return Try("", pin.locked_until)
    pin.failures += 1
    pin.locked_until = now + lock_after(pin.failures) if pin.failures % TRIES == 0 else None
    pin.save(update_fields=["failures", "locked_until"])
    return Try(pin.hash, pin.locked_until)


def forget_tries(user: User) -> None:
    """The PIN was right."""
    Pin.objects.filter(user=user).update(failures=0, locked_until=None)


def is_right(pin: str, digest: str) -> bool:
    """Whether the digest is this PIN's. Without a digest it takes as long, and is not."""
    known = digest or _hasher.encode("", "nobody", ITERATIONS)
    return _hasher.verify(_peppered(pin), known) and bool(digest)


def lock_after(failures: int) -> timedelta:
    """How long a PIN is locked: 10 minutes after 5 wrong tries, 20 after 10, at most a day."""
    return min(LOCK * (1 << min(failures // TRIES - 1, 8)), LONGEST_LOCK)


def weakness(pin: str) -> str:
    """Why the PIN is refused, in words; empty when it is not."""
    if not (pin.isascii() and pin.isdecimal() and SHORTEST <= len(pin) <= LONGEST):
        return _("A PIN has %(least)d to %(most)d digits.") % {"least": SHORTEST, "most": LONGEST}
    if _is_repeated(pin) or _is_run(pin):
        return _("Digits that repeat or follow each other are guessed first: choose others.")
    if any(_is_date(pin, form) for form in _DATES.get(len(pin), ())):
        return _("Dates are guessed first: choose other digits.")
    return ""


def _is_repeated(pin: str) -> bool:
    """000000, 121212, 123123: the PIN is found again inside its double; or it has two digits in all."""
    return pin in (pin + pin)[1:-1] or len(set(pin)) <= 2


def _is_run(pin: str) -> bool:
    """123456, 890123, 987654: every step is the same."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return len(steps) == 1


def _is_date(pin: str, form: str) -> bool:
    try:
        return datetime.strptime(pin, form).year > 0  # noqa: DTZ007  a date has no zone
    except ValueError:
        return False


def _peppered(pin: str) -> str:
    return salted_hmac(
        "reuse.accounts.pin", pin, secret=settings.FIELD_KEYS[-1], algorithm="sha256"
    ).hexdigest()
