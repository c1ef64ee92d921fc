"""Tell some worker that a job waits. A hint that is lost costs seconds, never work: the sweep sends another."""

import logging
from functools import cache

from celery import Celery

logger = logging.getLogger(__name__)
TASK = "reuse.jobs.run_job"


def send(job_id: int) -> None:
    """Send the hint; a broker that cannot be reached is logged and otherwise ignored."""
    try:
        _producer().send_task(TASK, kwargs={"job_id": job_id}, retry=False)
    except Exception:  # any broker's own error: the row is already safe
        logger.exception("no hint sent for job %s; the sweep will send another", job_id)


@cache
def _producer() -> Celery:
    app = Celery("reuse.hints", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    return app
