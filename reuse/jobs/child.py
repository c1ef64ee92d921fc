"""Run a program's module in this process and stop with the process that started it, even when that one is killed.

`python -m reuse.jobs.child PARENT_PID MODULE ARGUMENT…`
"""

import os
import runpy
import signal
import sys
import threading
import time

GRACE = 15  # seconds to stop by oneself


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os.killpg(0, signal.SIGKILL)  # we lead our own group: nothing of ours stays


if __name__ == "__main__":
    threading.Thread(target=_follow, args=[int(sys.argv[1])], daemon=True).start()
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__")
