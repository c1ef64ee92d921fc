"""Columns searched by how they begin, in any case, by an index that both databases can use."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, F, Func, Q, Value
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.db.models.sql.compiler import SQLCompiler

_LAST = "\U0010ffff"  # no character comes after it


class Folded(Func):
    """Text in upper case, compared byte by byte: PostgreSQL's own collations would put prefixes out of order."""

    function = "UPPER"
    arity = 1
    output_field = CharField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        return self.as_sql(
            compiler, connection, template='(%(function)s(%(expressions)s) COLLATE "C")', **context
        )


def begins(column: str, prefix: str) -> Q:
    """The column begins so. An index on `Folded(column)` answers it."""
    folded = Folded(F(column))
    return Q(GreaterThanOrEqual(folded, Folded(Value(prefix)))) & Q(
        LessThan(folded, Folded(Value(prefix + _LAST)))
    )
