"""Kinds of work whose every step leaves a line in a file, so that a test can see what happened how often."""

import os
import time
from datetime import timedelta
from pathlib import Path

from reuse.core.refusals import Refusal
from reuse.jobs import registry, work
from reuse.jobs.models import Outbox

# Seconds, not a minute: tests wait for the lease of a killed worker to end.
work.LEASE = timedelta(seconds=float(os.environ.get("TEST_LEASE", "60")))


@registry.handler("count", title="Counting")
def count(running: work.Work) -> None:
    """Leave an outbox row for each number, slowly if asked; a number that is left twice is a fault."""
    numbers = running.params["numbers"]
    running.total(numbers)
    for number in range(numbers):
        with running.chunk(number, advance=1) as is_new:
            if is_new:
                Outbox.objects.create(
                    kind="counted", payload={"number": number}, created_at=running.job.created_at
                )
                running.checkpoint["sum"] = running.checkpoint.get("sum", 0) + number
        with Path(running.params["log"]).open("a") as log:
            log.write(f"{os.getpid()} {number}\n")
        time.sleep(running.params.get("pause", 0))
    running.finish(result={"sum": running.checkpoint["sum"]})


@registry.handler("refuse")
def refuse(_running: work.Work) -> None:
    """Say no, in a sentence."""
    raise Refusal("This sheet lists no device.")


@registry.handler("break")
def break_down(_running: work.Work) -> None:
    """Fail for no reason a person could mend."""
    raise ZeroDivisionError
