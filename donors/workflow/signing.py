"""Signatures by link: a mayor or a director signs without an account, by a letter's link and a code sent to the same address.

The link alone could be passed on; the code, asked for at the moment of signing, shows that whoever signs reads the mail
of the address the colleague named. A code sent by telephone would ask for a number more, and a service elsewhere.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from donors.models import Donation, DonationEvent, SigningLink
from donors.states import DonationEventKind, DonationMove, DonationStage, Party, SigningMethod
from donors.workflow import law
from donors.workflow.agreements import Given
from donors.workflow.rights import check_move, locked
from reuse.accounts import mails
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership
from reuse.accounts.workflow.tokens import digest
from reuse.core.ledger import Happening, record
from reuse.core.refusals import MoveNotAllowed, Refusal

MOST_DAYS = 90
CODE_MINUTES = 15
TRIES = 5  # of one code
CODES = 10  # by one link
REMIND_AFTER = timedelta(days=7)
MOVES = {Party.DONOR: DonationMove.ANNOUNCE, Party.RECEIVER: DonationMove.ACCEPT}


class SigningLinkEnded(Refusal):
    """Used, withdrawn, over its last day, or never ours; the sentence says which, and whom to ask."""

    reason = "signing_link_ended"


class CodeRefused(Refusal):
    """The code is wrong, too old, or was tried too often."""

    reason = "code_refused"


class TextChanged(Refusal):
    """What was signed is not what was shown: the batch has been changed meanwhile."""

    reason = "text_changed"


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who is asked to sign, in what capacity, and where the letter goes."""

    name: str
    function: str
    email: str


@transaction.atomic
def ask_signature(
    *, donation: Donation, party: Party, signatory: Signatory, last_day: date, act: Act
) -> SigningLink:
    """Send the link. One asked for before, for the same side, is withdrawn."""
    donation = locked(donation)
    check_move(donation, MOVES[party], act)
    if not act.on <= last_day <= act.on + timedelta(days=MOST_DAYS):
        raise MoveNotAllowed(_("The link may work for %(days)d days at most.") % {"days": MOST_DAYS})
    _require_ready(donation, party, act)
    for pending in donation.signing_links.filter(party=party).pending():
        pending.revoked_at = act.at
        pending.save(update_fields=["revoked_at"])
        if pending.email != signatory.email.lower():  # else the new letter says which one holds
            _write(pending, "signing_withdrawn")
    key = secrets.token_urlsafe(32)
    link = SigningLink.objects.create(
        donation=donation,
        party=party,
        name=signatory.name.strip(),
        function=signatory.function.strip(),
        email=signatory.email.lower(),
        language=settings.LANGUAGE_CODE,
        digest=digest(key),
        asked_by=act.membership,
        sent_at=act.at,
        last_day=last_day,
    )
    _tell(donation, DonationEventKind.SIGNATURE_ASKED, link, act)
    _write(link, "signing", key=key)
    return link


def _require_ready(donation: Donation, party: Party, act: Act) -> None:
    """Nobody is asked to sign what could not be signed."""
    if party == Party.DONOR:
        law.require_signable(donation, [], [])
    else:
        law.require_decided(donation)
        law.require_taker(donation, act.on)


@transaction.atomic
def resend_link(*, link: SigningLink, act: Act) -> SigningLink:
    """A fresh link by letter; the one before ends."""
    held = _of_ours(link, act)
    key = secrets.token_urlsafe(32)
    held.digest, held.sent_at, held.reminded_at, held.codes_sent = digest(key), act.at, None, 0
    held.asked_by, held.code_digest, held.code_until = act.membership, "", None
    held.last_day = max(held.last_day, act.on + timedelta(days=30))
    held.save()
    _write(held, "signing", key=key)
    return held


@transaction.atomic
def revoke_link(*, link: SigningLink, act: Act) -> SigningLink:
    """The link ends; that it was sent stays written."""
    held = _of_ours(link, act)
    held.revoked_at = act.at
    held.save(update_fields=["revoked_at"])
    _tell(locked(held.donation), DonationEventKind.SIGNATURE_WITHDRAWN, held, act)
    _write(held, "signing_withdrawn")
    return held


def opened(key: str, now: datetime) -> SigningLink:
    """The link, as long as it may be signed by; raises SigningLinkEnded saying why not, and whom to ask."""
    link = (
        SigningLink.objects.select_related(
            "donation__donor",
            "donation__receiver",
            "donation__site",
            "asked_by__user",
            "asked_by__organisation",
        )
        .filter(digest=digest(key))
        .first()
    )
    if link is None:
        raise SigningLinkEnded(
            _("This link is unknown here: it was replaced by a later letter, or is not complete.")
        )
    _require_open(link, now)
    return link


def _require_open(link: SigningLink, now: datetime) -> None:
    whom = {"name": link.asked_by.user, "organisation": link.asked_by.organisation}
    stage = DonationStage.DRAFT if link.party == Party.DONOR else DonationStage.ANNOUNCED
    is_current = Membership.objects.current(now.date()).filter(pk=link.asked_by_id).exists()
    if link.used_at:
        sentence = _(
            "This link has been used: the agreement is signed. Questions go to %(name)s, %(organisation)s."
        )
    elif link.revoked_at or not is_current:
        sentence = _("This link was withdrawn. Ask %(name)s, %(organisation)s, what is to be done.")
    elif link.last_day < now.date():
        sentence = _("This link has ended. Ask %(name)s, %(organisation)s, for a new one.")
    elif link.donation.stage != stage:
        sentence = _(
            "There is nothing left to sign: the batch has gone on, or was cancelled. "
            "Questions go to %(name)s, %(organisation)s."
        )
    else:
        return
    raise SigningLinkEnded(sentence % whom)


@transaction.atomic
def send_code(*, key: str, now: datetime) -> SigningLink:
    """Six digits by letter, good for a quarter of an hour; the code before ends."""
    link = SigningLink.objects.select_for_update(of=("self",)).get(pk=opened(key, now).pk)
    if link.codes_sent >= CODES:
        raise CodeRefused(
            _("Too many codes were asked for with this link: ask %(name)s for a new one.")
            % {"name": link.asked_by.user}
        )
    code = f"{secrets.randbelow(1_000_000):06d}"
    link.code_digest, link.code_tries = digest(f"{link.digest} {code}"), 0
    link.code_until, link.codes_sent = now + timedelta(minutes=CODE_MINUTES), link.codes_sent + 1
    link.save(update_fields=["code_digest", "code_tries", "code_until", "codes_sent"])
    mails.send(
        to=_reader(link),
        template="donors/mail/signing_code",
        context={"code": code, "donation": link.donation, "minutes": CODE_MINUTES},
    )
    return link


@dataclass(frozen=True, slots=True)
class Answer:
    """What the signatory gave: the code, their name as they type it, what they ticked, what they drew."""

    code: str
    name: str
    statements: Sequence[str]
    strokes: Sequence[Sequence[Sequence[int]]] = ()


Sign = Callable[[SigningLink, Answer, Given, Act], object]


def sign_by_link(*, key: str, answer: Answer, sign: Sign, now: datetime) -> SigningLink:
    """Sign, once. `sign` is the move this side makes, in the transaction that uses the link up.

    A try is counted before it is judged, in a transaction of its own: whoever guesses cannot take it back.
    """
    link = opened(key, now)
    _require_code(link, answer.code, now)
    with transaction.atomic():
        held = SigningLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        donation = locked(held.donation)
        held.donation = donation
        _require_open(held, now)
        act = Act.now(held.asked_by, now)
        sign(held, answer, Given(SigningMethod.LINK, answer.strokes), act)
        held.used_at, held.code_digest = now, ""
        held.save(update_fields=["used_at", "code_digest"])
        _write(held, "signing_done")
    return held


def _require_code(link: SigningLink, code: str, now: datetime) -> None:
    with transaction.atomic():
        held = SigningLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        held.code_tries = min(held.code_tries + 1, TRIES + 1)
        held.save(update_fields=["code_tries"])
    is_fresh = held.code_until is not None and now <= held.code_until and held.code_tries <= TRIES
    typed = "".join(letter for letter in code if letter.isdigit())
    if not is_fresh or not constant_time_compare(held.code_digest, digest(f"{held.digest} {typed}")):
        raise CodeRefused(_("This code is wrong or too old: check the last letter, or ask for a new code."))


def remind_signatories(now: datetime) -> int:
    """A week after the letter, whoever has not signed is reminded once, with a link of its own; return how many."""
    waiting = SigningLink.objects.pending().filter(
        reminded_at=None, sent_at__lte=now - REMIND_AFTER, last_day__gte=now.date()
    )
    return sum(_remind(pk, now) for pk in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _remind(pk: int, now: datetime) -> bool:
    link = (
        SigningLink.objects.select_for_update(of=("self",))
        .select_related("donation__donor", "donation__receiver", "asked_by__user", "asked_by__organisation")
        .get(pk=pk)
    )
    try:
        _require_open(link, now)
    except SigningLinkEnded:
        return False
    if link.reminded_at:
        return False
    key = secrets.token_urlsafe(32)  # only the digest of the first was kept
    link.digest, link.reminded_at, link.code_digest = digest(key), now, ""
    link.save(update_fields=["digest", "reminded_at", "code_digest"])
    _write(link, "signing", key=key, is_reminder=True)
    return True


def _of_ours(link: SigningLink, act: Act) -> SigningLink:
    """The link held, if it still waits and the person may make the move it stands for."""
    held = (
        SigningLink.objects.select_for_update(of=("self",))
        .select_related("donation__donor", "donation__receiver")
        .get(pk=link.pk)
    )
    check_move(locked(held.donation), MOVES[Party(held.party)], act)
    if held.used_at or held.revoked_at:
        raise SigningLinkEnded(_("This link was used or withdrawn already."))
    return held


def _tell(donation: Donation, kind: DonationEventKind, link: SigningLink, act: Act) -> None:
    details = {"party": str(link.party), "last_day": str(link.last_day)}  # no name: a ledger holds none
    record(DonationEvent, donation, Happening(kind=kind, details=details), act)


def _reader(link: SigningLink) -> mails.Address:
    return mails.Address(link.email, link.name, link.language)


def _write(link: SigningLink, template: str, *, key: str = "", is_reminder: bool = False) -> None:
    mails.send(
        to=_reader(link),
        template=f"donors/mail/{template}",
        context={
            "link": link,
            "donation": link.donation,
            "by": link.asked_by.user,
            "organisation": link.asked_by.organisation,
            "key": key,
            "is_donor": link.party == Party.DONOR,
            "is_reminder": is_reminder,
        },
        reply_to=link.asked_by.user.email,
    )
