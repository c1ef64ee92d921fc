"""What a list is: its columns, orders and filters, and where its rows come from; each list is described once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reuse.accounts.acting import Act
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission
from reuse.core.tables import Cell

if TYPE_CHECKING:
    from reuse.lists.forms import FilterForm

Found = QuerySet[Any] | Sequence[Any]  # a sequence where order and counts of a row follow from all the others


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is called, what it says of a row, and what that needs beside the row itself.

    The page shows what the file holds; `link` makes it a link, `shown` draws it otherwise. `orders`: what its heading
    chooses between. A personal column is offered only to those who `may_see` it, and each file of it is recorded. A
    gesture is made on the page; files hold none.
    """

    code: str
    label: str | Promise
    value: Callable[[Any], Cell]
    joins: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()
    is_default: bool = False
    is_number: bool = False
    link: Callable[[Any], str] | None = None
    shown: Callable[[Any], str] | None = None
    css: str = ""
    orders: tuple[str, ...] = ()
    may_see: Callable[[Membership], bool] | None = None
    is_personal: bool = False
    is_gesture: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """An order of rows: each key never null, the last unique, together an index. Pages continue from it."""

    label: str | Promise
    keys: tuple[str, ...]


NEWEST_FIRST: Mapping[str, Order] = {
    "": Order(_("Newest first"), ("-id",)),
    "oldest": Order(_("Oldest first"), ("id",)),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """A list. The first column is always there and names the row; the first order is the usual one.

    `key`: the field that names a row in a selection, its own or of what it points to. `told`: makes of a page of rows what the columns speak of, in a
    fixed number of statements. `words`: so many rows, in words. `css`: how the name of a row stands.
    """

    code: str
    title: str | Promise
    page: str
    permissions: tuple[Permission, ...]
    columns: tuple[Column, ...]
    orders: Mapping[str, Order]
    filters: "type[FilterForm]"
    found: Callable[[Any], Found]  # of its own filters
    words: Callable[[int], str]
    key: str = "code"
    joins: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()
    told: Callable[[Sequence[Any], Act], Sequence[Any]] | None = None
    css: Callable[[Any], str] = lambda _row: "nw"
    sizes: tuple[int, ...] = (50, 100, 200)  # 200 rows of the usual columns weigh about a hundred kilobytes
    empty: tuple[str | Promise, str | Promise] = ("", "")  # said of a list that never had a row
    unmatched: str | Promise = ""  # said when filters leave none

    def columns_for(self, membership: Membership) -> tuple[Column, ...]:
        """Those this person may choose."""
        return tuple(one for one in self.columns if one.may_see is None or one.may_see(membership))

    def may_open(self, membership: Membership) -> bool:
        return any(membership.may(permission) for permission in self.permissions)


def key_of(listing: Listing, row: Any) -> Any:
    """What names the row in a selection."""
    return attrgetter(listing.key.replace("__", "."))(row)


def chosen_columns(columns: Sequence[Column], wanted: Iterable[str]) -> tuple[Column, ...]:
    """The columns asked for, in the order of the list; the usual ones where none is. The first is always there."""
    first, *others = columns
    asked = set(wanted) & {one.code for one in others}
    return (first, *(one for one in others if (one.code in asked if asked else one.is_default)))


def with_columns(listing: Listing, columns: Sequence[Column], found: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with all that these columns say of them, whatever their number, in a fixed number of statements."""
    joined = {*listing.joins, *(name for column in columns for name in column.joins)}
    loaded = {*listing.loads, *(name for column in columns for name in column.loads)}
    found = found.select_related(None).prefetch_related(*sorted(loaded))
    return found.select_related(*sorted(joined)) if joined else found


_known: dict[str, Listing] = {}


def register(listing: Listing) -> Listing:
    """Make a list known under its code; it stands with its page."""
    _known[listing.code] = listing
    return listing


def known() -> Mapping[str, Listing]:
    """Every list by its code. The map of addresses brings in every page, and with each page its list."""
    import_module(settings.ROOT_URLCONF)
    return _known


def find(code: str) -> Listing | None:
    """The list of this code."""
    return known().get(code)
