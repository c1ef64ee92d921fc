"""App configuration: describes to OpenAPI how clients sign in, ships the rules of keeping."""

from pathlib import Path

from django.apps import AppConfig

DATA = Path(__file__).parent / "reference_data"


class AccountsConfig(AppConfig):
    name = "reuse.accounts"
    label = "accounts"

    def ready(self) -> None:
        from reuse.accounts import openapi  # noqa: F401
        from reuse.accounts.models import RetentionRule
        from reuse.core import reference

        reference.ships(
            RetentionRule,
            lambda: [RetentionRule(**row) for row in reference.read_json(DATA / "retention_rules.json")],
        )
