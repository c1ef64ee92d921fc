"""The rows an address asks for: a page of them, those chosen, how many, and the table of a file."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from reuse.accounts.acting import Act
from reuse.accounts.models import Membership
from reuse.core.tables import Cell
from reuse.lists.description import Column, Found, Listing, key_of, with_columns
from reuse.lists.forms import FilterForm
from reuse.lists.paging import Page, by_keyset, by_number

COUNTED = 1000  # rows are counted up to here: a filter of any size costs the same
CHUNK = 500
LONGEST = 4000  # of an address


def asked(listing: Listing, query: str | QueryDict, membership: Membership, now: datetime) -> FilterForm:
    """What an address asks of a list."""
    data = QueryDict(query[:LONGEST]) if isinstance(query, str) else query
    return listing.filters(data, listing=listing, membership=membership, now=now)


def rows_of(form: FilterForm) -> Found:
    """Every row of the filters, in the order asked for."""
    found = form.listing.found(form)
    return found.order_by(*form.order.keys) if isinstance(found, QuerySet) else found


def chosen(form: FilterForm, keys: Collection[str]) -> Found:
    """Of the rows of the filters, those named; names that none could bear name nothing."""
    found, listing = rows_of(form), form.listing
    if isinstance(found, QuerySet):
        try:
            return found.filter(**{f"{listing.key}__in": keys})
        except (ValueError, ValidationError):
            return found.none()
    return [row for row in found if key_of(listing, row) in keys]


def page_of(form: FilterForm, found: Found, *, before: str, after: str) -> Page[Any]:
    """A page of them, with all that the columns say."""
    if isinstance(found, QuerySet):
        rows = with_columns(form.listing, form.columns, found)
        return by_keyset(rows, order=form.order.keys, before=before, after=after, size=form.size)
    return by_number(found, before=before, after=after, size=form.size)


def told(listing: Listing, rows: Sequence[Any], act: Act) -> Sequence[Any]:
    """The rows as the columns speak of them."""
    return listing.told(rows, act) if listing.told else rows


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows a filter has; `is_more`: at least that many."""

    listing: Listing
    number: int
    is_more: bool

    def __str__(self) -> str:
        words = self.listing.words(self.number)
        return _("more than %(rows)s") % {"rows": words} if self.is_more else words


def counted(listing: Listing, found: Found) -> Counted:
    """Counted up to a thousand."""
    count = number_of(found, COUNTED + 1)
    return Counted(listing, min(count, COUNTED), count > COUNTED)


def number_of(found: Found, most: int | None = None) -> int:
    """How many there are, or up to so many."""
    return found.order_by()[:most].count() if isinstance(found, QuerySet) else len(found[:most])


def table(listing: Listing, columns: Sequence[Column], found: Found, act: Act) -> Iterator[Sequence[Cell]]:
    """The titles of these columns, then a row a row, read a few hundred at a time."""
    columns = [column for column in columns if not column.is_gesture]
    yield [str(column.label) for column in columns]
    for part in _parts(listing, columns, found):
        for row in told(listing, part, act):
            yield [column.value(row) for column in columns]


def _parts(listing: Listing, columns: Sequence[Column], found: Found) -> Iterator[list[Any]]:
    rows = (
        iter(with_columns(listing, columns, found).iterator(chunk_size=CHUNK))
        if isinstance(found, QuerySet)
        else iter(found)
    )
    while part := list(islice(rows, CHUNK)):
        yield part
