"""Questions whose SQL is written once a process: for the few asked at every scan, where writing it costs most."""

from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db.models import Model, QuerySet

_Row = TypeVar("_Row", bound=Model)


class Prepared(Generic[_Row]):
    """A question with marks in place of its values. Its rows come without related ones."""

    def __init__(self, question: QuerySet[_Row]) -> None:
        self._model = question.model
        self._sql = ""
        self._values: tuple[Any, ...] = ()
        try:
            self._sql, self._values = question.select_related(None).query.sql_with_params()
        except EmptyResultSet:  # whatever the values, nothing answers: it is not even asked
            return

    def rows(self, values: Mapping[Any, Any]) -> Iterable[_Row]:
        """The answer, each mark replaced by its value."""
        if not self._sql:
            return ()
        return self._model._base_manager.raw(self._sql, [values.get(one, one) for one in self._values])
