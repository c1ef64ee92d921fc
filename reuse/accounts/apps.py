"""App configuration: describes to OpenAPI how clients sign in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "reuse.accounts"
    label = "accounts"

    def ready(self) -> None:
        from reuse.accounts import openapi  # noqa: F401
