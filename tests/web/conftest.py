"""The folder of collected static files exists, as it does on an installation."""

from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def _static_folder() -> None:
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
