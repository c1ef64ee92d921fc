"""The one decorator of views: a person who acts for an organisation, and whose role holds the permission."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, User
from reuse.accounts.roles import Permission
from reuse.core import clock

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request of a logged-in person: `acting` is the membership they act under."""

    acting: Membership
    user: User


def requires(
    *permissions: Permission,
) -> Callable[[Callable[Concatenate[StaffRequest, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let in those whose acting role holds one of the permissions; others see the login page, or a 403."""

    def decorate(
        view: Callable[Concatenate[StaffRequest, P], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @login_required
        @wraps(view)
        def guarded(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not getattr(request, "acting", None) or not any(request.acting.may(p) for p in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permissions = permissions  # type: ignore[attr-defined]  # read by the test that walks every URL
        return guarded

    return decorate


def act_of(request: StaffRequest) -> Act:
    """The act of this request, now, at the acting membership's site."""
    return Act.now(request.acting, clock.now())
