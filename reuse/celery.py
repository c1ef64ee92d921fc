"""The Celery application: it carries hints that a job is waiting; the job row is the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reuse.settings")

app = Celery("reuse")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
