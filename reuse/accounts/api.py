"""What every API view shares: bearer tokens, permissions, keyset pages, and errors as problem documents (RFC 9457)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions, parsers, permissions, status
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from reuse.accounts import tokens
from reuse.accounts.middleware import acting_membership
from reuse.accounts.models import Membership, User
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.core.refusals import NotPermitted, Refusal


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer reuse_…`. `request.auth` is the membership the token acts as."""

    def authenticate(self, request: Request) -> tuple[User, Membership] | None:
        scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        now = clock.now()
        token = tokens.find(text.strip())
        if token is None:
            raise exceptions.AuthenticationFailed(_("This token is not known."))
        if token.expires_at <= now:
            raise exceptions.AuthenticationFailed(_("This token has expired: ask for a new one."))
        membership = token.membership
        if not membership.user.is_active or (membership.until and membership.until < now.date()):
            raise exceptions.AuthenticationFailed(_("The account of this token is closed."))
        tokens.used(token, now)
        return membership.user, membership

    def authenticate_header(self, _request: Request) -> str:
        return "Bearer"


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's own session; `request.auth` is the membership it acts under. CSRF is checked."""

    def authenticate(self, request: Request) -> tuple[User, Membership] | None:
        found = super().authenticate(request)
        membership = acting_membership(request._request) if found else None
        return (membership.user, membership) if membership else None


class HasPermission(permissions.BasePermission):
    """The acting role holds the permission the view names for this method in `permission_by_method`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        needed: Permission | None = view.permission_by_method.get(request.method)
        return needed is not None and isinstance(request.auth, Membership) and request.auth.may(needed)


class KeysetPagination(CursorPagination):
    """Pages by cursor: the time of a page does not grow with its number, and nothing is counted."""

    page_size = 50
    max_page_size = 500
    page_size_query_param = "page_size"
    ordering = "-id"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        try:
            return super().paginate_queryset(queryset, request, view) or []
        except (ValueError, ValidationError):  # a cursor made by hand names no position
            raise exceptions.NotFound(self.invalid_cursor_message) from None


class PlainJSONParser(parsers.JSONParser):
    """JSON whose texts every database can keep."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return _plain(super().parse(stream, media_type, parser_context))
        except RecursionError:
            raise exceptions.ParseError(_("This JSON is nested too deep.")) from None


def _plain(value: Any) -> Any:
    """The value without NUL and without half surrogate pairs: one bad text must not stop a queue of good ones."""
    match value:
        case str():
            return value.replace("\0", "").encode("utf-8", "replace").decode()
        case list():
            return [_plain(one) for one in value]
        case dict():
            return {_plain(name): _plain(one) for name, one in value.items()}
        case _:
            return value


def problem(error: Exception, _context: dict[str, Any]) -> Response | None:
    """Any error as `application/problem+json`; a refusal of the domain is 409 with `reason` and `allowed`."""
    match error:
        case NotPermitted():
            return _document(status.HTTP_403_FORBIDDEN, error.message, reason=error.reason)
        case Refusal():
            return _document(
                status.HTTP_409_CONFLICT, error.message, reason=error.reason, allowed=error.allowed
            )
        case Http404():
            return _document(status.HTTP_404_NOT_FOUND, _("There is nothing at this address."))
        case PermissionDenied():
            return _document(status.HTTP_403_FORBIDDEN, _("Your role does not allow this."))
        case exceptions.ValidationError():
            return _document(error.status_code, _("Some fields cannot be accepted."), errors=error.detail)
        case exceptions.APIException():
            document = _document(error.status_code, str(error.detail))
            if header := getattr(error, "auth_header", None):
                document["WWW-Authenticate"] = header
            if wait := getattr(error, "wait", None):
                document["Retry-After"] = str(int(wait))
            return document
        case _:
            return None  # a fault of ours: logged, and answered 500 by Django


def _document(code: int, title: str, **extra: Any) -> Response:
    body = {"type": "about:blank", "title": title, "status": code, **extra}
    return Response(body, status=code, content_type="application/problem+json")
