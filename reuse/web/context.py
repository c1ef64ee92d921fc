"""What every page knows without asking its view: the theme, the address of the installation, its version, whom to call."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from reuse.web import contact

THEMES: Final = ("light", "dark")
THEME_COOKIE: Final = "theme"


def page(request: HttpRequest) -> dict[str, Any]:
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "theme": theme if theme in THEMES else "",
        "is_demo": settings.DEMO,
        "public_url": settings.PUBLIC_URL,
        "version": settings.VERSION,
        "human_contact": SimpleLazyObject(lambda: contact.whom(_department(request))),
    }


def _department(request: HttpRequest) -> str:
    """Where the acting person's organisation is; nowhere for a visitor."""
    organisation = getattr(getattr(request, "acting", None), "organisation", None)
    return getattr(organisation, "department", "")
