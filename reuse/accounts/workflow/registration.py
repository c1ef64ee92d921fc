"""Organisations that register themselves, and people who ask to join one: address confirmed, never joined silently."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from reuse.accounts import mails, numbers
from reuse.accounts.acting import Act
from reuse.accounts.models import (
    AccountRecord,
    LegalKind,
    LinkRule,
    Membership,
    Organisation,
    Registration,
    RegistrationRule,
    Site,
    User,
)
from reuse.accounts.roles import Permission, Role
from reuse.accounts.workflow import links
from reuse.accounts.workflow.people import Part, in_charge_of, open_part, record, require_gift
from reuse.accounts.workflow.tokens import digest
from reuse.core import clock
from reuse.core.refusals import NotPermitted, Refusal

State = Registration.State


class AlreadyAnswered(Refusal):
    """Somebody has answered this request."""

    reason = "already_answered"


@dataclass(frozen=True, slots=True)
class Application:
    """What a person says of their organisation and of themselves. One of `siret`, `rna`, `no_number_reason` is given."""

    legal_kind: LegalKind
    name: str
    siret: str
    rna: str
    no_number_reason: str
    address: str
    postal_code: str
    city: str
    person: str
    function: str
    email: str
    telephone: str


@transaction.atomic
def register(*, application: Application, language: str, now: datetime, onward: str = "") -> Registration:
    """Send the link that confirms the address, and leads `onward`. Nothing else happens, and nothing tells who is known."""
    link = links.fresh(LinkRule.Purpose.REGISTRATION, now)
    facts = {**asdict(application), "email": application.email.lower()}
    made = Registration.objects.create(
        **facts, language=language, digest=link.digest, sent_at=now, expires_at=link.expires_at
    )
    reader = mails.Address(made.email, made.person, language)
    query = "?" + urlencode({"next": onward}) if onward else ""
    context = {
        "organisation": made.name,
        "url": mails.address(reverse("accounts:register-confirm", args=[link.key]) + query),
        "until": link.expires_at,
    }
    mails.send(to=reader, template="accounts/mail/registration_confirm", context=context)
    return made


def confirmable(key: str, now: datetime) -> Registration:
    """The registration this link confirms; raises LinkEnded."""
    found = Registration.objects.filter(digest=digest(key), state=State.SENT, expires_at__gt=now).first()
    if found is None:
        raise links.ended()
    return found


@transaction.atomic
def confirm(*, key: str, password: str, signed_in: User | None, now: datetime) -> Registration:
    """The address is theirs: a new body begins, or the request goes to whoever answers for it. The link is used up."""
    links.one_at_a_time()
    asked = confirmable(key, now)
    user = links.holder(
        email=asked.email,
        name=asked.person,
        language=asked.language,
        password=password,
        signed_in=signed_in,
    )
    if user is None:
        raise NotPermitted(_("Sign in first: you have an account already."))
    asked.user, asked.confirmed_at, asked.organisation = user, now, known_body(asked)
    if asked.organisation is None and not _needs_approval(asked):
        _begin(asked, by=user, at=now)
    else:
        asked.state = State.WAITING
        _ask(asked, _answering(asked, now))
    asked.save()
    return asked


@transaction.atomic
def accept(*, registration: Registration, role: Role, act: Act) -> Registration:
    """The person joins the body they asked for, or the new body begins."""
    asked = _waiting(registration, act)
    if asked.organisation is None:
        _begin(asked, by=act.by, at=act.at)
    else:
        require_gift(role, asked.organisation, act.membership)
        open_part(
            user=_user(asked),
            organisation=asked.organisation,
            part=Part(role, function=asked.function, telephone=asked.telephone),
            by=act.by,
            at=act.at,
        )
    _answer(asked, State.ACCEPTED, act, "accounts/mail/registration_accepted")
    return asked


@transaction.atomic
def decline(*, registration: Registration, reason: str, act: Act) -> Registration:
    """No, with a reason the person reads."""
    asked = _waiting(registration, act)
    asked.reason = reason
    if asked.organisation is not None:
        record(
            AccountRecord.Kind.DECLINED,
            organisation=asked.organisation,
            by=act.by,
            person=asked.user,
            at=act.at,
        )
    _answer(asked, State.DECLINED, act, "accounts/mail/registration_declined")
    return asked


def known_body(asked: Registration) -> Organisation | None:
    """The organisation of the same number, or of the same name where no number is known of it."""
    if asked.number:
        same = Organisation.objects.of_number(asked.number)
        found = same.filter(siret=asked.siret).first() or same.first()
        if found:
            return found
    return Organisation.objects.filter(siret="", rna="", name__iexact=asked.name).first()


def forget(now: datetime) -> int:
    """What was never confirmed in time goes: it holds a person's address for nothing."""
    return Registration.objects.forgettable(now).delete()[0]


def administrators(now: datetime) -> QuerySet[Membership]:
    """Those who answer where nobody else does."""
    return Membership.objects.current(now.date()).filter(role=Role.ADMINISTRATOR).select_related("user")


def _needs_approval(asked: Registration) -> bool:
    """What is not ruled is asked."""
    rule = RegistrationRule.objects.filter(legal_kind=asked.legal_kind).first()
    if rule is None:
        return True
    return rule.needs_approval or (rule.needs_approval_without_number and not asked.number)


def _begin(asked: Registration, *, by: User, at: datetime) -> None:
    """The donor, its first site and its first person, who looks after it from now on."""
    department = numbers.department_of(asked.postal_code)
    place = {
        "address": asked.address,
        "postal_code": asked.postal_code,
        "city": asked.city,
        "department": department,
    }
    body = Organisation.objects.create(
        name=asked.name,
        legal_kind=asked.legal_kind,
        siret=asked.siret,
        rna=asked.rna,
        no_number_reason=asked.no_number_reason,
        is_donor=True,
        **place,
    )
    zone = clock.zone_of(department)
    Site.objects.create(organisation=body, name=asked.city, time_zone=zone, may_erase=False, **place)
    record(AccountRecord.Kind.REGISTERED, organisation=body, by=by, person=asked.user, at=at)
    part = Part(
        Role.DONOR,
        function=asked.function,
        telephone=asked.telephone,
        is_in_charge=True,
        is_contact=True,
    )
    open_part(user=_user(asked), organisation=body, part=part, by=by, at=at)
    asked.organisation, asked.state = body, State.ACCEPTED


def _answering(asked: Registration, now: datetime) -> Iterable[Membership]:
    """Who answers: those in charge of the body, else the network's administrators."""
    charge = in_charge_of(asked.organisation, now.date()) if asked.organisation else []
    return charge or administrators(now)


def _ask(asked: Registration, answering: Iterable[Membership]) -> None:
    where = (
        reverse("accounts:organisation-page", args=[asked.organisation.public_id])
        if asked.organisation
        else reverse("accounts:organisations")
    )
    for one in answering:
        mails.send(
            to=one.user,
            template="accounts/mail/registration_asked",
            context={
                "person": asked.person,
                "email": asked.email,
                "function": asked.function,
                "organisation": asked.organisation or asked.name,
                "is_new": asked.organisation is None,
                "url": mails.address(where),
            },
        )


def _waiting(registration: Registration, act: Act) -> Registration:
    """The request, locked, if it waits and is this person's to answer."""
    asked = Registration.objects.select_for_update().get(pk=registration.pk)
    may = (
        act.membership.runs(asked.organisation)
        if asked.organisation
        else act.membership.may(Permission.ACCOUNT_MANAGE)
    )
    if not may:
        raise NotPermitted(_("Your role does not allow this."))
    if asked.state != State.WAITING:
        raise AlreadyAnswered(_("This request has been answered already."))
    return asked


def _answer(asked: Registration, state: str, act: Act, template: str) -> None:
    asked.state, asked.decided_at, asked.decided_by = state, act.at, act.by
    asked.save()
    mails.send(
        to=_user(asked),
        template=template,
        context={
            "organisation": asked.organisation or asked.name,
            "reason": asked.reason,
            "url": mails.address(reverse("home")),
        },
    )


def _user(asked: Registration) -> User:
    """Whose registration it is: known once it is confirmed."""
    if asked.user is None:
        raise NotPermitted(_("The address is not confirmed yet."))
    return asked.user
