"""Settings of the floor: no middleware, the connection of the product."""

import secrets

from reuse.core import environment

SECRET_KEY = secrets.token_hex(32)
ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = {"default": environment.database("DATABASE_URL")}
INSTALLED_APPS = ["benchmarks.floor"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "benchmarks.floor.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
