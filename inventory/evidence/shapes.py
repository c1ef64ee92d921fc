"""Reads values out of JSON written by strangers, where anything may be of any type."""

from typing import Any

Object = dict[str, Any]


def mapping(value: Any) -> Object:
    return value if isinstance(value, dict) else {}


def mappings(value: Any) -> list[Object]:
    """The objects of a list; one object alone counts as a list of one."""
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, dict)]


def words(value: Any) -> str | None:
    """The text of a string or whole number."""
    if isinstance(value, str):
        return value.strip() or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def at(value: Any, *path: str) -> Any:
    """`value[path[0]][path[1]]…`, None as soon as something is missing."""
    for key in path:
        value = mapping(value).get(key)
    return value
