"""Error pages, the theme switch and the three plain pages of text; each answers without the database."""

from http import HTTPStatus
from typing import Final

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from reuse.web import contact
from reuse.web.context import THEME_COOKIE, THEMES

ONE_YEAR: Final = 365 * 24 * 3600


def _failed(
    request: HttpRequest, status: HTTPStatus, *, page: str = "", context: dict[str, str] | None = None
) -> HttpResponse:
    """A page for people; for programs, under /api/, a problem document (RFC 9457)."""
    if request.path.startswith("/api/"):
        body = {"type": "about:blank", "title": status.phrase, "status": status.value}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    return render(request, page or f"{status.value}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _failed(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The reason, when one was given, is a sentence for the person; it is shown as it is."""
    return _failed(request, HTTPStatus.FORBIDDEN, context={"reason": str(exception)})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _failed(request, HTTPStatus.FORBIDDEN, page="403_csrf.html")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _failed(request, HTTPStatus.NOT_FOUND)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _failed(request, HTTPStatus.TOO_MANY_REQUESTS)


def server_error(request: HttpRequest) -> HttpResponse:
    """No context processor, whom to call as last known if the database is silent, no stylesheet that cannot be found."""
    if request.path.startswith("/api/"):
        return _failed(request, HTTPStatus.INTERNAL_SERVER_ERROR)
    try:
        stylesheet = staticfiles_storage.url("web/look.css")
    except ValueError:
        stylesheet = ""
    page = render_to_string("500.html", {"stylesheet": stylesheet, "human_contact": contact.whom()})
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie; anything but light or dark means as the system says."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        secure = request.is_secure()
        response.set_cookie(
            THEME_COOKIE, theme, max_age=ONE_YEAR, samesite="Lax", secure=secure, httponly=True
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html")


@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    return render(request, "web/personal_data.html")


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/help.html")
