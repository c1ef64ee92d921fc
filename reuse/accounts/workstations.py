"""Who sits at which workstation: the computer's cookie, the badges shown to it, the sessions a badge and a PIN open."""

from datetime import date, datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse

from reuse.accounts.models import Badge, Membership, Site, Workstation
from reuse.accounts.roles import ROLES, Permission, Reach, Role
from reuse.accounts.workflow import digest

COOKIE = "workstation"
COOKIE_DAYS = 400  # the longest a browser keeps one; renewed at every change of person
ACTING = "acting"  # the membership this session acts under
BY_BADGE = "by_badge"
LIFETIME = timedelta(hours=8)  # one shift
IDLE = timedelta(minutes=30)
NOTED = timedelta(minutes=1)  # how often it is written down that somebody is still there


def workstation_of(request: HttpRequest) -> Workstation | None:
    """The registered computer that asks, if it is one. Asked once a request, and only where it is needed."""
    if not hasattr(request, "_workstation"):
        secret = request.COOKIES.get(COOKIE)
        live = Workstation.objects.filter(ended_at=None).select_related("site__organisation")
        request._workstation = live.filter(digest=digest(secret)).first() if secret else None  # type: ignore[attr-defined]
    return cast("Workstation | None", request._workstation)  # type: ignore[attr-defined]


def remember(response: HttpResponse, secret: str) -> None:
    """Have the browser keep the secret of its workstation."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=timedelta(days=COOKIE_DAYS),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def workstations_for(membership: Membership) -> QuerySet[Workstation]:
    """The live workstations this person looks after."""
    live = Workstation.objects.filter(ended_at=None).select_related("site__organisation", "registered_by")
    return live.filter(site__in=sites_for(membership)).order_by("site__organisation__name", "site", "name")


def sites_for(membership: Membership) -> QuerySet[Site]:
    """The sites whose workstations this person looks after."""
    sites = Site.objects.select_related("organisation")
    if membership.description.reach == Reach.NETWORK:
        return sites.filter(organisation__is_workshop=True)
    return sites.filter(organisation=membership.organisation)


def badged_for(membership: Membership, today: date) -> QuerySet[Membership]:
    """The people whose badges this person looks after, each with `live_badges` and their PIN."""
    roles = [role for role in Role if Permission.DEVICE_WORK in ROLES[role].permissions]
    people = Membership.objects.current(today).filter(role__in=roles, organisation__is_workshop=True)
    if membership.description.reach != Reach.NETWORK:
        people = people.filter(organisation=membership.organisation)
    live = Prefetch("badges", Badge.objects.filter(ended_at=None), to_attr="live_badges")
    return (
        people.select_related("user__pin", "organisation", "site")
        .prefetch_related(live)
        .order_by("organisation__name", "user__name", "pk")
    )


def open_session(request: HttpRequest, badge: Badge, workstation: Workstation, now: datetime) -> None:
    """A new session for the badge's person: nothing of the former one stays, not even a message."""
    list(messages.get_messages(request))
    request.session.flush()
    login(request, badge.membership.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.set_expiry(LIFETIME)
    request.session[ACTING] = badge.membership.pk
    request.session[BY_BADGE] = {
        "badge": badge.pk,
        "workstation": workstation.pk,
        "opened": now.isoformat(),
        "seen": now.isoformat(),
    }


def is_by_badge(request: HttpRequest) -> bool:
    """Whether a badge and a PIN opened this session."""
    return BY_BADGE in request.session


def membership_by_badge(request: HttpRequest, now: datetime) -> Membership | None:
    """The membership of a session opened by badge, while its badge, workstation, PIN and hours last. One question."""
    mark: dict[str, Any] = request.session[BY_BADGE]
    opened, seen = datetime.fromisoformat(mark["opened"]), datetime.fromisoformat(mark["seen"])
    if now - opened > LIFETIME or now - seen > IDLE:
        return None
    here = Workstation.objects.filter(
        pk=mark["workstation"],
        ended_at=None,
        digest=digest(request.COOKIES.get(COOKIE, "")),
        site__organisation=OuterRef("organisation"),
    )
    membership = (
        Membership.objects.current(now.date())
        .filter(
            Exists(here),
            badges=mark["badge"],
            badges__ended_at=None,
            user=cast("Any", request.user),
            user__pin__set_at__lte=opened,
        )
        .select_related("organisation", "site", "user")
        .first()
    )
    if membership:
        membership.by_badge = True
        if now - seen > NOTED:
            request.session[BY_BADGE] = {**mark, "seen": now.isoformat()}
    return membership
