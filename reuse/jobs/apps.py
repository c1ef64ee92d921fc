"""App configuration: makes the folders of the embedded broker, carries the letters of the apps below."""

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class JobsConfig(AppConfig):
    name = "reuse.jobs"
    label = "jobs"

    def ready(self) -> None:
        from reuse.accounts import mails
        from reuse.jobs import outbox

        mails.carried_by(outbox.post)
        for option in ("data_folder_in", "control_folder"):
            folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get(option)
            if folder:
                Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
