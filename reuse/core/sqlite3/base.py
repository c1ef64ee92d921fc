"""Django's SQLite, with as many parameters in a statement as the library really takes.

Django 5.2 still counts 999, the limit of SQLite before 3.32 (2020): what is one statement on PostgreSQL were dozens.
"""

import sqlite3

from django.db.backends.sqlite3 import base, features
from django.utils.functional import cached_property

MOST = 32_766  # what SQLite is built with by default; some builds take more than a statement's text may hold


class DatabaseFeatures(features.DatabaseFeatures):
    @cached_property
    def max_query_params(self) -> int:  # type: ignore[override]  # a constant there
        self.connection.ensure_connection()
        limit: int = self.connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        return min(limit, MOST)


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
