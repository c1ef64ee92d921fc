"""App configuration: describes to OpenAPI how clients sign in, ships the rules of keeping and of joining, says what is encrypted."""

from collections.abc import Callable
from pathlib import Path

from django.apps import AppConfig
from django.db.models import Model

DATA = Path(__file__).parent / "reference_data"


class AccountsConfig(AppConfig):
    name = "reuse.accounts"
    label = "accounts"

    def ready(self) -> None:
        from reuse.accounts import openapi  # noqa: F401
        from reuse.accounts.models import LinkRule, RegistrationRule, RetentionRule
        from reuse.core import reference, rotation

        def rows(model: type[Model], file: str) -> Callable[[], list[Model]]:
            return lambda: [model(**row) for row in reference.read_json(DATA / file)]

        reference.ships(RetentionRule, rows(RetentionRule, "retention_rules.json"))
        reference.ships(RegistrationRule, rows(RegistrationRule, "registration_rules.json"))
        reference.ships(LinkRule, rows(LinkRule, "link_rules.json"))
        rotation.encrypts("mfa.Authenticator", "data", "secret")
        rotation.encrypts("mfa.Authenticator", "data", "seed")
        _say_steps()
        _say_belongings()


def _say_belongings() -> None:
    """What goes to a colleague when a person leaves, of what this app knows."""
    from django.utils.translation import gettext_lazy as _

    from reuse.accounts import belongings
    from reuse.accounts.workflow import leaving

    belongings.belongs(
        "invitations",
        belongings.Belonging(_("invitations that wait"), leaving.pending_of, leaving.pass_invitations_on),
    )


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
            lambda: Site.objects.filter(organisation__is_workshop=True).count(),
            order=10,
        ),
    )
    setup.step(
        "people",
        setup.Step(
            _("People"),
            _("Invite a technician, a manager or a coordinator: each receives a link to choose a password."),
            "accounts:people",
            lambda: Membership.objects.filter(role__in=working).count(),
            order=20,
        ),
    )
