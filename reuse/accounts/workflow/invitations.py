"""Invitations: a part offered by letter, withdrawn or sent again while nobody has taken it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from reuse.accounts import mails
from reuse.accounts.acting import Act
from reuse.accounts.models import (
    AccountRecord,
    Invitation,
    LinkRule,
    Membership,
    Organisation,
    User,
)
from reuse.accounts.roles import ROLES, Role
from reuse.accounts.workflow import links
from reuse.accounts.workflow.people import (
    AlreadyThere,
    Part,
    open_part,
    record,
    require_gift,
    require_place,
    roles_to_give,
)
from reuse.accounts.workflow.tokens import digest
from reuse.core.refusals import NotPermitted


@transaction.atomic
def invite(*, email: str, name: str, organisation: Organisation, part: Part, act: Act) -> Invitation:
    """Offer a part by letter. Whoever opens the link within its time chooses a password, or signs in, and has it."""
    require_gift(part.role, organisation, act.membership)
    require_place(part.site, organisation)
    reader = _reader(email.lower(), name)
    _require_new(reader, organisation, part.role, act)
    link = links.fresh(LinkRule.Purpose.INVITATION, act.at)
    made = Invitation.objects.create(
        organisation=organisation,
        email=reader.email,
        name=name,
        function=part.function,
        role=part.role,
        site=part.site,
        until=part.until,
        is_in_charge=part.is_in_charge,
        language=reader.language,
        digest=link.digest,
        invited_by=act.membership,
        sent_at=act.at,
        expires_at=link.expires_at,
    )
    record(
        AccountRecord.Kind.INVITED,
        organisation=organisation,
        by=act.by,
        at=act.at,
        details={"role": part.role},
    )
    _write(made, link)
    return made


@transaction.atomic
def resend(*, invitation: Invitation, act: Act) -> Invitation:
    """A fresh link; the one before ends. Whoever sends it answers for the part it offers."""
    held = _locked(invitation, act)
    require_gift(held.role, held.organisation, act.membership)
    link = links.fresh(LinkRule.Purpose.INVITATION, act.at)
    held.digest, held.sent_at, held.expires_at = link.digest, act.at, link.expires_at
    held.invited_by = act.membership
    held.save()
    _write(held, link)
    return held


@transaction.atomic
def revoke(*, invitation: Invitation, act: Act) -> Invitation:
    """The link ends; the invitation stays written."""
    held = _locked(invitation, act)
    held.revoked_at = act.at
    held.save(update_fields=["revoked_at"])
    record(
        AccountRecord.Kind.REVOKED,
        organisation=held.organisation,
        by=act.by,
        at=act.at,
        details={"role": held.role},
    )
    return held


def acceptable(key: str, now: datetime) -> Invitation:
    """The invitation of this link, as long as whoever invited may still give the part; raises LinkEnded."""
    found = (
        Invitation.objects.pending()
        .filter(digest=digest(key), expires_at__gt=now)
        .select_related("organisation", "site", "invited_by__user", "invited_by__organisation")
        .first()
    )
    if found is None or not _still_offered(found, now):
        raise links.ended()
    return found


@transaction.atomic
def take(*, key: str, password: str, signed_in: User | None, now: datetime) -> Membership:
    """The invited person takes the part. The link is used up."""
    links.one_at_a_time()
    offered = acceptable(key, now)
    user = links.holder(
        email=offered.email,
        name=offered.name,
        language=offered.language,
        password=password,
        signed_in=signed_in,
    )
    if user is None:
        raise NotPermitted(_("Sign in first: you have an account already."))
    offered.accepted_at = now
    offered.save(update_fields=["accepted_at"])
    part = Part(
        role=Role(offered.role),
        site=offered.site,
        until=offered.until,
        function=offered.function,
        is_in_charge=offered.is_in_charge,
    )
    return open_part(
        user=user,
        organisation=offered.organisation,
        part=part,
        by=offered.invited_by.user,
        at=now,
    )


def _reader(email: str, name: str, language: str = settings.LANGUAGE_CODE) -> User | mails.Address:
    return User.objects.filter(email=email).first() or mails.Address(email, name, language)


def _require_new(reader: User | mails.Address, organisation: Organisation, role: Role, act: Act) -> None:
    """Raise AlreadyThere when the person plays this part, or is invited to."""
    current = Membership.objects.current(act.at.date()).filter(user__email=reader.email)
    if current.filter(organisation=organisation, role=role).exists():
        raise AlreadyThere(_("%(name)s already has this role there.") % {"name": reader.name})
    invited = Invitation.objects.pending().filter(email=reader.email)
    if invited.filter(organisation=organisation, role=role).exists():
        raise AlreadyThere(_("This person is invited already: send the letter again below."))


def _still_offered(offered: Invitation, now: datetime) -> bool:
    """A colleague who has left, or may no longer give this part, invites nobody."""
    giver = offered.invited_by
    is_current = Membership.objects.current(now.date()).filter(pk=giver.pk).exists()
    is_over = offered.until is not None and offered.until < now.date()
    return is_current and not is_over and offered.role in roles_to_give(giver, offered.organisation)


def _locked(invitation: Invitation, act: Act) -> Invitation:
    """The invitation, if nobody has taken or withdrawn it and this person looks after its organisation."""
    held = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=invitation.pk)
    )
    if not act.membership.runs(held.organisation):
        raise NotPermitted(_("Your role does not allow this."))
    if held.accepted_at or held.revoked_at:
        raise links.ended()
    return held


def _write(invitation: Invitation, link: links.Link) -> None:
    mails.send(
        to=_reader(invitation.email, invitation.name, invitation.language),
        template="accounts/mail/invitation",
        context={
            "by": invitation.invited_by.user,
            "organisation": invitation.organisation,
            "role": ROLES[Role(invitation.role)],
            "url": mails.address(reverse("accounts:invitation", args=[link.key])),
            "until": link.expires_at,
        },
        reply_to=invitation.invited_by.user.email,
    )
