"""Field types shared by the apps."""

from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text encrypted at rest (Fernet); keys rotate: the newest encrypts, all decrypt. It cannot be searched."""

    def from_db_value(
        self, value: str | None, _expression: Any, _connection: BaseDatabaseWrapper
    ) -> str | None:
        return _cipher().decrypt(value.encode()).decode() if value else value

    def get_prep_value(self, value: Any) -> Any:
        return _cipher().encrypt(str(value).encode()).decode() if value else value
