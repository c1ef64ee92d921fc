"""Loaded before the settings: a fresh data folder, none of the caller's environment, no network, cheap passwords."""

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest

# DATABASE_URL is what `tests.run` chooses; everything else of an installation is forgotten.
KEPT = {"DATABASE_URL"}
ENVIRONMENT = Path(__file__).resolve().parent.parent / ".env.example"
DATA_DIR = tempfile.mkdtemp(prefix="reuse-tests-")
SHARED = "SHARED_BY_TESTS"  # a folder of the whole run, where what is slow to make is made once


def _forget_installation() -> None:
    names = [
        line.lstrip("# ").partition("=")[0] for line in ENVIRONMENT.read_text().splitlines() if "=" in line
    ]
    for name in set(names) - KEPT:
        os.environ.pop(name, None)
    os.environ["DATA_DIR"] = DATA_DIR
    os.environ["FAIL_INVALID_TEMPLATE_VARS"] = "true"  # pytest-django: an unknown variable is a fault
    atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
    if SHARED not in os.environ:  # pytest's own processes inherit it
        os.environ[SHARED] = tempfile.mkdtemp(prefix="reuse-tests-")
        atexit.register(shutil.rmtree, os.environ[SHARED], ignore_errors=True)


_forget_installation()
# A run holds so much (apps, tests, catalogues) that collecting it again and again took a third of its time.
gc.set_threshold(100_000, 50, 100)
# A machine that does other things is slow, not wrong.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--with-database", action="store_true", help="only the tests that involve a database")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A second run on another database repeats no test that needs none. Long tests come first: nobody waits at the end."""
    if config.getoption("--with-database"):
        others = [item for item in items if not _involves_database(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if _involves_database(item)]
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def _involves_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("any_database"):
        return False
    fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or any(item.get_closest_marker(name) for name in ("django_db", "postgresql"))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings  # noqa: PLC0415 - not before the environment is ours

    config.option.allow_hosts = "127.0.0.1,::1,localhost"
    config.option.allow_unix_socket = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_USE_FINDERS = True  # a live server serves the sources: nothing is collected
    Path(settings.STATIC_ROOT).mkdir()
    settings.CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    # A file, not memory: threads and other processes must meet in the same database.
    settings.DATABASES["default"].setdefault("TEST", {})
    if "sqlite3" in settings.DATABASES["default"]["ENGINE"]:
        settings.DATABASES["default"]["TEST"]["NAME"] = f"{DATA_DIR}/test.sqlite3"


@pytest.fixture
def committed(transactional_db: None) -> None:
    """A database whose transactions really commit."""


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Throttles and cached figures of one test do not reach the next."""
    from django.core.cache import cache  # noqa: PLC0415

    cache.clear()
