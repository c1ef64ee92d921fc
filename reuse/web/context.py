"""What every page knows without asking its view: the theme, the address of the installation, its version."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

THEMES: Final = ("light", "dark")
THEME_COOKIE: Final = "theme"


def page(request: HttpRequest) -> dict[str, Any]:
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "theme": theme if theme in THEMES else "",
        "is_demo": settings.DEMO,
        "public_url": settings.PUBLIC_URL,
        "version": settings.VERSION,
    }
