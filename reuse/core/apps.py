"""App configuration: after every migrate, triggers and reference data are put in place; a check sees they are there."""

from pathlib import Path

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate, pre_migrate


class CoreConfig(AppConfig):
    name = "reuse.core"
    label = "core"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from reuse.core import checks, reference, triggers
        from reuse.core.models import DeviceType

        # Django tells every app of a migrate: one of them is enough.
        pre_migrate.connect(triggers.lift_triggers, sender=self)
        post_migrate.connect(triggers.install_triggers, sender=self)
        post_migrate.connect(reference.load, sender=self)
        register(checks.triggers_are_installed, Tags.database)
        types = Path(__file__).parent / "reference_data" / "device_types.json"
        reference.ships(
            DeviceType,
            lambda: [DeviceType(**row) for row in reference.read_json(types)],
            label=_("Types of devices"),
        )
