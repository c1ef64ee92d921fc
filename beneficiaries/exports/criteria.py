"""A programme's conditions as a file: what one network wrote, another may publish."""

from collections.abc import Iterable
from typing import Any

from beneficiaries.models import Criterion, Programme

FIELDS = ("code", "group", "family", "label", "question", "is_declared", "source")
AMOUNT_FIELDS = ("department", "comparison", "quantity", "unit", "as_of")


def dumped(programme: Programme, criteria: Iterable[Criterion]) -> dict[str, Any]:
    """The conditions, as `ConditionsFileForm` reads them."""
    return {
        "programme": programme.code,
        "criteria": [
            {
                **{name: getattr(one, name) for name in FIELDS},
                "amounts": [
                    {name: getattr(amount, name) for name in AMOUNT_FIELDS} for amount in one.amounts.all()
                ],
            }
            for one in criteria
        ],
    }
