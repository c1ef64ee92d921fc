"""App configuration: after every migrate, triggers and reference data are put in place; a check sees they are there."""

from pathlib import Path

from django.apps import AppConfig
from django.core.checks import Tags, register


class CoreConfig(AppConfig):
    name = "reuse.core"
    label = "core"

    def ready(self) -> None:
        from reuse.core import checks, ledger, reference  # noqa: F401
        from reuse.core.models import DeviceType

        register(checks.triggers_are_installed, Tags.database)
        types = Path(__file__).parent / "reference_data" / "device_types.json"
        reference.ships(DeviceType, lambda: [DeviceType(**row) for row in reference.read_json(types)])
