"""The settings of worker processes in tests: the test's own database, and kinds of work that only tests know."""

import os

from reuse.settings import *  # noqa: F403
from reuse.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.jobs.kinds"]
DATABASES["default"]["NAME"] = os.environ.get("TEST_DATABASE_NAME") or DATABASES["default"]["NAME"]
