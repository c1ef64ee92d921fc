"""`reuse access`: who sees and does what, role by object by field, as a page of documentation made from the code."""

from collections.abc import Iterator, Sequence

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db.models import Model, QuerySet

from beneficiaries.queries.classified import Category, category_of
from beneficiaries.queries.register import TREATMENTS
from reuse.accounts.models import Membership, Organisation, User
from reuse.accounts.roles import ROLES, Permission, Reach, Role
from reuse.core.commands import PageCommand
from reuse.reports.management.commands.states import TABLES

NONE, ALL = "–", "all"
OF = {Reach.ORGANISATION: "its own", Reach.SITES: "its sites’", Reach.NETWORK: "part of all"}
# Tables whose rows belong to no one's: who opens their page, and what it shows. A key of a follow-up is shown to nobody.
APART: dict[str, tuple[Permission | None, str]] = {
    "CommissionSession": (Permission.REQUEST_DECIDE, ALL),
    "Erasure": (Permission.CONFIGURE, ALL),
    "FollowUpAnswer": (Permission.REPORT_VIEW, "figures, from five on"),
    "FollowUpKey": (None, ALL),
}
INTRODUCTION = """# Who sees and does what

Written by `reuse access` from the code; do not edit. Roles and permissions come from `reuse/accounts/roles.py`, the rows each
role sees from the `visible_to` of every table, moves from the `states.py` of each app, fields from the classification of
columns in `beneficiaries/queries/classified.py` and the register beside it. The view and the verb each check.

“Its own”: of the organisation one acts for. “Part of all”: the network’s, less what the words leave out. “For a purpose”: the
reading is noted, and the person’s partner sees it. Columns of no row above hold nobody’s data: who sees the row sees them."""


class Command(PageCommand):
    """Write docs/access.md, or with --check say whether it still tells the truth (exit 1 when not)."""

    help = "Write docs/access.md from roles, tables and classified columns; --check only compares."
    page_name = "access.md"

    def page(self) -> str:
        return "\n".join([INTRODUCTION, *_roles(), *_rows(), *_moves(), *_fields()]) + "\n"


def scoped_models() -> list[type[Model]]:
    """The tables of which each role sees a part, or nothing."""
    return [one for one in apps.get_models() if hasattr(one._default_manager.all(), "visible_to")]


def seen_by(model: type[Model], role: Role) -> str:
    """What a role sees of a table: the query asked for such a person tells it, no row is read."""
    someone = Membership(role=role, organisation=Organisation(pk=1), user=User(pk=1))
    found: QuerySet[Model] = model._default_manager.all().visible_to(someone)  # type: ignore[attr-defined]
    try:
        str(found.query)
    except EmptyResultSet:
        return NONE
    return OF[ROLES[role].reach] if found.query.where else ALL


def _roles() -> Iterator[str]:
    yield from (
        "",
        "## Roles",
        "",
        "| role | what it is for | sees | second factor | permissions |",
        "|---|---|---|---|---|",
    )
    for role in Role:
        one = ROLES[role]
        needs = "yes" if one.needs_second_factor else ""
        permissions = ", ".join(f"`{permission}`" for permission in sorted(one.permissions))
        yield f"| {one.label} | {one.description} | {one.reach} | {needs} | {permissions} |"


def _rows() -> Iterator[str]:
    yield from ("", "## Which rows of each object", "", _head("object", "in words"))
    for model in scoped_models():
        said = (type(model._default_manager.all()).visible_to.__doc__ or "").strip()  # type: ignore[attr-defined]
        yield _line(model._meta.label, [seen_by(model, role) for role in Role], said)


def _moves() -> Iterator[str]:
    yield from ("", "## Which moves of each object", "", _head("object and move", "permission"))
    for title, _stages, _moves, rules in TABLES:
        for move, rule in rules.items():
            asked = getattr(rule, "permissions", None) or {rule.permission}
            may = ["yes" if asked & ROLES[role].permissions else NONE for role in Role]
            yield _line(f"{title}: `{move}`", may, ", ".join(f"`{one}`" for one in sorted(asked)))


def _fields() -> Iterator[str]:
    yield from ("", "## Which fields of a person’s case", "", _head("object and fields", "kind of data"))
    for model in apps.get_app_config("beneficiaries").get_models():
        columns: dict[Category, list[str]] = {}
        for field in model._meta.concrete_fields:
            category = category_of(model, field.name)
            if category not in {None, Category.RULE} and not field.primary_key:
                columns.setdefault(category, []).append(field.name)
        for category, names in columns.items():
            cells = [field_seen_by(model, category, role) for role in Role]
            yield _line(f"{model.__name__}: {', '.join(names)}", cells, str(TREATMENTS[category].label))


def field_seen_by(model: type[Model], category: Category, role: Role) -> str:
    """Columns of a kind go with the row they are of, or that their own row belongs to; some ask for more."""
    treatment, description = TREATMENTS[category], ROLES[role]
    if treatment.needs and treatment.needs not in description.permissions:
        return NONE
    if treatment.is_own and description.reach != Reach.ORGANISATION:
        return NONE
    subject = subject_of(model)
    if subject is None:
        permission, words = APART[model.__name__]
        return words if permission in description.permissions else NONE
    rows = seen_by(subject, role)
    if not treatment.is_logged or rows == NONE:
        return rows
    whose = rows if description.reach == Reach.ORGANISATION else "where one hands over"
    return f"{whose}, for a purpose"


def subject_of(model: type[Model]) -> type[Model] | None:
    """The table whose rows one sees or not: this one, or the nearest that its foreign keys lead to."""
    scoped, near = set(scoped_models()), [model]
    for _step in range(4):
        if found := next((one for one in near if one in scoped), None):
            return found
        near = [
            parent
            for one in near
            for field in one._meta.concrete_fields
            if (parent := field.related_model) and parent._meta.app_label == "beneficiaries"
        ]
    return None


def _head(first: str, last: str) -> str:
    roles = " | ".join(str(ROLES[role].label) for role in Role)
    return f"| {first} | {roles} | {last} |\n|{'---|' * (len(Role) + 2)}"


def _line(first: str, cells: Sequence[str], last: str) -> str:
    return f"| {first} | {' | '.join(cells)} | {last} |"
