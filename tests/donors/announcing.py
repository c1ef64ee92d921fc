"""What a donor's browser sends from the page that announces a batch."""

import uuid

from tests import people


def answers(*lines, windows=(), **changes):
    """Answers of the page; `lines`: (type, quantity, state, age), `windows`: (first, last, from, until)."""
    _owner, site = people.workshop()
    return {
        "once": str(uuid.uuid4()),
        "condition": "unknown",
        "data_held": "ordinary",
        "delivery": "collection",
        "pickup_address": "1 rue de la Paix, 38000 Grenoble",
        "site": str(site.pk),
        "do": "save",
        **rows("l", ("type", "quantity", "condition", "age"), lines or [("laptop", "12", "working", "")]),
        **rows("w", ("first_on", "last_on", "starts", "ends"), windows),
        **changes,
    }


def rows(prefix, names, said):
    """A formset as a browser sends it."""
    found = {f"{prefix}-TOTAL_FORMS": str(len(said)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(said):
        found |= {f"{prefix}-{number}-{name}": str(value) for name, value in zip(names, row, strict=False)}
    return found
