"""How far a series of numbers has gone, kept beside the database: one set back to a backup learns what was given since."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

_DIGITS = 12  # so that names sort as their numbers do


def highest(series: str) -> int | None:
    """The number below which all have been given; None where the storage has never heard of the series."""
    numbers = _marks(series)
    return max(numbers) if numbers else None


def raise_to(series: str, number: int) -> None:
    """Remember that all below `number` are given. Called before they are, by one taker at a time.

    A mark is a file of its own, written before the lower ones go: no crash leaves the series without one.
    """
    lower = _marks(series)
    if number in lower:
        return
    default_storage.save(_path(series, number), ContentFile(b""))
    for one in lower:
        default_storage.delete(_path(series, one))


def _marks(series: str) -> list[int]:
    try:
        _folders, names = default_storage.listdir(f"marks/{series}")
    except FileNotFoundError:
        return []
    return [int(name) for name in names if name.isdigit()]


def _path(series: str, number: int) -> str:
    return f"marks/{series}/{number:0{_DIGITS}d}"
