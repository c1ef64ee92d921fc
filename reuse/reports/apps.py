"""App configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reuse.reports"
    label = "reports"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from reuse.accounts import setup
        from reuse.reports.models import Target

        setup.step(
            "targets",
            setup.Step(
                _("Targets"),
                _("A coordinator says how many devices are to be handed over, and by when."),
                "reports:progress",
                Target.objects.count,
                order=60,
            ),
        )
