"""Read settings from the environment; a wrong value is refused with the variable's name."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class WrongSetting(Exception):
    """An environment variable holds what cannot be used."""


def text(name: str, default: str = "") -> str:
    """The variable as text, or the default when absent or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """The variable as yes or no: 1/0, true/false, yes/no."""
    value = text(name).lower()
    if value in {"", "1", "true", "yes", "0", "false", "no"}:
        return value in {"1", "true", "yes"} if value else default
    raise WrongSetting(f"{name} must be 1 or 0, not {value!r}")


def number(name: str, default: int) -> int:
    """The variable as a whole number."""
    value = text(name, str(default))
    if not value.isdigit():
        raise WrongSetting(f"{name} must be a whole number, not {value!r}")
    return int(value)


def database(name: str) -> dict[str, Any] | None:
    """`postgresql://user:password@host:port/name?option=value` as Django's settings; None when absent."""
    url = text(name)
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise WrongSetting(f"{name} must start with postgresql://, not {parts.scheme!r}")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
