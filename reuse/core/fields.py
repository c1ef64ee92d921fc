"""Field types shared by the apps."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from reuse.core import ciphers


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text encrypted at rest (Fernet); `reuse rotate-keys` renews the key. It cannot be searched."""

    def from_db_value(
        self, value: str | None, _expression: Any, _connection: BaseDatabaseWrapper
    ) -> str | None:
        return ciphers.decrypt(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        return ciphers.encrypt(str(value)) if value else value
