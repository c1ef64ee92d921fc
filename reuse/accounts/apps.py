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
        _say_steps()


def _say_steps() -> None:
    """What an administrator sets up here first."""
    from django.utils.translation import gettext_lazy as _

    from reuse.accounts import setup
    from reuse.accounts.models import Membership, Site
    from reuse.accounts.roles import Role

    working = (Role.TECHNICIAN, Role.WORKSHOP_MANAGER, Role.COORDINATOR)
    setup.step(
        "sites",
        setup.Step(
            _("Organisations and sites"),
            _("At least one workshop with a site; partners and donors join below."),
            "accounts:setup",
            lambda: Site.objects.filter(organisation__is_workshop=True).exists(),
            order=10,
        ),
    )
    setup.step(
        "people",
        setup.Step(
            _("People"),
            _("Invite a technician, a manager or a coordinator: each receives a link to choose a password."),
            "accounts:people",
            lambda: Membership.objects.filter(role__in=working).exists(),
            order=20,
        ),
    )
