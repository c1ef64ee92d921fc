"""Renews the field key: a new key first, then every encrypted text in chunks, and only then, if asked, old keys go."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from reuse.core import ciphers, keys
from reuse.core.fields import EncryptedTextField
from reuse.core.refusals import Refusal

CHUNK = 500
Progress = Callable[[int, int], None]


class OldKeysNeeded(Refusal):
    """Texts remain that only an old key reads, or none: no key is forgotten."""

    reason = "old_keys_needed"


class RotationUnderWay(Refusal):
    """Another process renews the keys at this moment."""

    reason = "rotation_under_way"


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did: marks of keys, and texts by column. `unreadable`: under no key that is kept."""

    key: str
    is_new: bool
    renewed: dict[str, int]
    unreadable: dict[str, int]
    forgotten: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """Where encrypted texts lie: a field, or under a key of a JSON field of another's table."""

    model: type[models.Model]
    name: str
    key: str = ""

    def __str__(self) -> str:
        return ".".join(filter(None, (self.model._meta.label, self.name, self.key)))

    def stored(self) -> models.QuerySet[Any]:
        """The rows with a text, as it is stored beside them."""
        text = KeyTextTransform(self.key, self.name) if self.key else models.F(self.name)
        as_stored = self.model._base_manager.annotate(stored=Cast(text, models.TextField()))
        return as_stored.filter(stored__gt="")

    def put(self, pk: int, text: str) -> None:
        """Encrypt a text with the newest key."""
        row = self.model._base_manager.filter(pk=pk)
        if self.key:
            row.update(
                **{self.name: {**row.values_list(self.name, flat=True)[0], self.key: ciphers.encrypt(text)}}
            )
        else:
            row.update(**{self.name: text})


_declared: list[tuple[str, str, str]] = []


def encrypts(model: str, name: str, key: str) -> None:
    """Declare a key of a JSON field whose texts are encrypted with our keys."""
    _declared.append((model, name, key))


def encrypted_columns() -> Iterator[Column]:
    """Every encrypted field of every model, and what was declared."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField) and not model._meta.proxy:
                yield Column(model, field.name)
    for label, name, key in _declared:
        yield Column(apps.get_model(label), name, key)


def rotate(*, forget_old: bool = False, progress: Progress = lambda _done, _total: None) -> Rotated:
    """Renew the key. Stopped at any moment, run again: it goes on where it was, with the key it had added.

    `forget_old`: once every text has the newest key the others go; without older ones a new key is added first.
    Raises RotationUnderWay, OldKeysNeeded.
    """
    with _alone(settings.KEYS_FILE):
        goes_on = len(ciphers.field_keys()) > 1 and (forget_old or _waiting() > 0)
        is_new = not goes_on and _add_key()
        renewed, unreadable = _renew_all(progress)
        forgotten = _forget_old_keys() if forget_old else ()
        known = tuple(ciphers.mark_of(key) for key in ciphers.field_keys())
        return Rotated(known[0], is_new, renewed, unreadable, forgotten, known)


@contextmanager
def _alone(keys_file: Path | None) -> Iterator[None]:
    if keys_file is None:
        yield
        return
    with keys_file.with_name("keys.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise RotationUnderWay(_("Another process renews the keys at this moment.")) from busy
        yield


def _add_key() -> bool:
    """Keys of the environment are added where they are kept; those of the file, here."""
    if settings.KEYS_FILE is None:
        return False
    keys.write_field_keys(settings.KEYS_FILE, (Fernet.generate_key().decode(), *ciphers.field_keys()))
    return True


def _waiting() -> int:
    """How many texts do not have the newest key."""
    return sum(_old(column).count() for column in encrypted_columns())


def _old(column: Column) -> models.QuerySet[Any]:
    """The rows whose text has an older key that is kept, or was written before keys had marks."""
    of_old_keys = ~models.Q(stored__contains=":")
    for key in ciphers.field_keys()[1:]:
        of_old_keys |= models.Q(stored__startswith=f"{ciphers.mark_of(key)}:")
    return column.stored().filter(of_old_keys).order_by("pk")


def _lost(column: Column) -> models.QuerySet[Any]:
    """The rows whose text has a key that is not kept: nothing here can read or renew it."""
    found = column.stored().filter(stored__contains=":")
    for key in ciphers.field_keys():
        found = found.exclude(stored__startswith=f"{ciphers.mark_of(key)}:")
    return found


def _renew_all(progress: Progress) -> tuple[dict[str, int], dict[str, int]]:
    renewed: dict[str, int] = {}
    unreadable: dict[str, int] = {}
    total = _waiting()
    for column in encrypted_columns():
        label, last = str(column), 0
        renewed[label], unreadable[label] = 0, _lost(column).count()
        while chunk := _renew_chunk(column, after=last):
            last = max(chunk)
            renewed[label] += sum(chunk.values())
            unreadable[label] += len(chunk) - sum(chunk.values())
            progress(sum(renewed.values()), total)
    return renewed, {label: count for label, count in unreadable.items() if count}


@transaction.atomic
def _renew_chunk(column: Column, *, after: int) -> dict[int, bool]:
    """Encrypt some rows anew; for each, whether its text could be read."""
    rows = _old(column).filter(pk__gt=after).select_for_update(of=("self",))
    return {pk: _renew(column, pk, stored) for pk, stored in rows.values_list("pk", "stored")[:CHUNK]}


def _renew(column: Column, pk: int, stored: str) -> bool:
    try:
        text = ciphers.decrypt(stored)
    except (ciphers.KeyMissing, InvalidToken):
        return False
    column.put(pk, text)
    return True


@transaction.atomic
def _forget_old_keys() -> tuple[str, ...]:
    """Under a lock that lets no other writer in: what was begun with an old key is written before it is looked for."""
    newest, *old = ciphers.field_keys()
    if connection.vendor == "postgresql":
        tables = sorted(
            {connection.ops.quote_name(column.model._meta.db_table) for column in encrypted_columns()}
        )
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE")
    if left := _waiting():
        raise OldKeysNeeded(_("%(count)d texts need an old key: none is forgotten.") % {"count": left})
    if settings.KEYS_FILE is None:
        raise OldKeysNeeded(_("The keys are in FIELD_KEYS: keep only the first one there."))
    keys.write_field_keys(settings.KEYS_FILE, (newest,))
    return tuple(ciphers.mark_of(key) for key in old)
