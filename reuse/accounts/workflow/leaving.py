"""A person leaves an organisation: all they are named for there goes to a colleague, in one step; their parts end."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from reuse.accounts import belongings, mails
from reuse.accounts.acting import Act
from reuse.accounts.models import (
    AccountRecord,
    Invitation,
    InvitationQuerySet,
    Membership,
    Organisation,
    User,
)
from reuse.accounts.roles import Role
from reuse.accounts.workflow.people import (
    LastInCharge,
    end_part,
    in_charge_of,
    locked_part,
    record,
    require_gift,
    require_somebody_in_charge,
)
from reuse.core.refusals import NotPermitted, Refusal


class NeedsColleague(Refusal):
    """Something is left in this person's name."""

    reason = "needs_colleague"


def parts_there(user: User, organisation: Organisation, act: Act) -> list[Membership]:
    """Every part the person plays there now."""
    return list(
        organisation.memberships.current(act.at.date())
        .filter(user=user)
        .select_related("user", "organisation", "site")
    )


@transaction.atomic
def leave(*, membership: Membership, to: Membership | None, act: Act) -> None:
    """End every part of the person in the organisation now; `to` takes over what they are named for there.

    Whoever is the last in charge, or the contact person, is followed by the colleague in that too. Where the parts
    ended by themselves, what was left in the person's name goes to the colleague all the same.
    """
    held = locked_part(membership)
    user, organisation = held.user, held.organisation
    parts = parts_there(user, organisation, act)
    _require_rights(parts, user, organisation, act)
    counts = belongings.held(user, organisation)
    if to is None and counts:
        raise NeedsColleague(_("Choose the colleague who takes over what is in this person's name."))
    if to is not None:
        _require_colleague(to, user, organisation, act)
        _follow(parts, to, act)
        belongings.pass_on(user=user, to=to, act=act)
    for part in parts:
        end_part(part, act)
    require_somebody_in_charge(organisation, act)
    _require_administrator(parts, act)
    record(
        AccountRecord.Kind.HANDED_OVER if to else AccountRecord.Kind.ENDED,
        organisation=organisation,
        by=act.by,
        person=user,
        at=act.at,
        details={"to": str(to.user.public_id) if to else None, "counts": counts},
    )
    if to is not None:
        _tell(user, to, organisation, counts)


def follows_in_charge(parts: list[Membership], act: Act) -> bool:
    """Whether nobody would be in charge after this person."""
    if not parts:
        return False
    others = [
        one for one in in_charge_of(parts[0].organisation, act.at.date()) if one.user_id != parts[0].user_id
    ]
    return any(part.is_in_charge for part in parts) and not others


def pending_of(user: User, organisation: Organisation) -> "InvitationQuerySet":
    """Invitations this person sent there that nobody has taken."""
    return Invitation.objects.pending().filter(organisation=organisation, invited_by__user=user)


def pass_invitations_on(user: User, to: Membership, _act: Act) -> None:
    """The colleague answers for them; those the colleague may not offer end by themselves."""
    pending_of(user, to.organisation).update(invited_by=to)


def _require_rights(parts: list[Membership], user: User, organisation: Organisation, act: Act) -> None:
    """Nobody sends away who may do more than they may; everyone in charge may leave."""
    if not parts and not belongings.held(user, organisation):
        raise NotPermitted(_("This person has no role here any more."))
    if not act.membership.runs(organisation):
        raise NotPermitted(_("Your role does not allow this."))
    for part in parts if user != act.by else ():
        require_gift(part.role, organisation, act.membership)


def _require_administrator(parts: list[Membership], act: Act) -> None:
    """Raise LastInCharge when the network's last administrator would be gone."""
    current = Membership.objects.current(act.at.date()).filter(role=Role.ADMINISTRATOR, until=None)
    if any(part.role == Role.ADMINISTRATOR for part in parts) and not current.exists():
        raise LastInCharge(_("Name another administrator of the network first."))


def _require_colleague(to: Membership, user: User, organisation: Organisation, act: Act) -> None:
    is_current = organisation.memberships.current(act.at.date()).filter(pk=to.pk).exists()
    if to.user_id == user.pk or not is_current:
        raise NotPermitted(_("Choose a colleague of your organisation."))


def _follow(parts: list[Membership], to: Membership, act: Act) -> None:
    """Charge, where nobody else has it, and the name others write to."""
    if follows_in_charge(parts, act):
        Membership.objects.filter(pk=to.pk).update(is_in_charge=True)
    if any(part.is_contact for part in parts):
        Membership.objects.filter(pk__in=[part.pk for part in parts]).update(is_contact=False)
        Membership.objects.filter(pk=to.pk).update(is_contact=True)


def _tell(user: User, to: Membership, organisation: Organisation, counts: dict[str, int]) -> None:
    mails.send(
        to=to.user,
        template="accounts/mail/handed_over",
        context={
            "person": user,
            "organisation": organisation,
            "facts": belongings.in_words(counts),
            "url": mails.address(reverse("home")),
        },
    )
