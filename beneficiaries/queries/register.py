"""What is kept of persons, column by column: why, how long, who reads. Register, DPIA and public page are made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beneficiaries.codes import COUNTED_FROM, Kept
from beneficiaries.models import KeepingRule
from beneficiaries.queries.classified import Category, category_of
from reuse.accounts.roles import ROLES, Permission, Role

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Treatment:
    """Why a kind of data is kept, under which rule it goes (none: it stays, and points at nobody), who reads it."""

    label: Words
    purpose: Words
    readers: Words
    kept: Kept | None = None
    needs: Permission | None = None  # beside seeing the row
    is_own: bool = False  # of one's own organisation alone, whatever the role
    is_logged: bool = False  # for a purpose, each reading noted


_FOLLOWERS = gettext_lazy("The worker’s organisation and the network’s coordinators")
_OWN = gettext_lazy("The worker’s organisation alone")
_NAMING = gettext_lazy(
    "The worker’s organisation and whoever hands over there, for a purpose; each reading is noted"
)
_ALL_SEEING = gettext_lazy("Those who see the request; figures, in numbers alone")
TREATMENTS: Mapping[Category, Treatment] = {
    Category.REFERENCE: Treatment(
        gettext_lazy("References made by us"),
        gettext_lazy("To speak of a case without naming anyone"),
        _ALL_SEEING,
    ),
    Category.COARSE: Treatment(
        gettext_lazy("Department, age band, use, programme, stage"),
        gettext_lazy("To rank fairly, to find what fits, to count"),
        _ALL_SEEING,
    ),
    Category.PLACE: Treatment(
        gettext_lazy("Commune"), gettext_lazy("To hand over near the person"), _FOLLOWERS, Kept.COMMUNE
    ),
    Category.NEED: Treatment(
        gettext_lazy("Features and accessories needed"),
        gettext_lazy("To find a device that can be used, in terms of the product, never of health"),
        _FOLLOWERS,
        Kept.NEEDS,
    ),
    Category.MARK: Treatment(
        gettext_lazy("The partner’s own mark"),
        gettext_lazy("To find the person’s file again"),
        _OWN,
        Kept.MARK,
        needs=Permission.REQUEST_FILE,
        is_own=True,
    ),
    Category.REMARK: Treatment(
        gettext_lazy("Remark"), gettext_lazy("What the choices do not say"), _FOLLOWERS, Kept.INFORMATION
    ),
    Category.NOTE: Treatment(
        gettext_lazy("Notes"), gettext_lazy("To explain a decision"), _FOLLOWERS, Kept.NOTES
    ),
    Category.IDENTITY: Treatment(
        gettext_lazy("Name and telephone"),
        gettext_lazy("To hand over, only where we do so ourselves"),
        _NAMING,
        Kept.IDENTITY,
        needs=Permission.HAND_OVER,
        is_logged=True,
    ),
    Category.SIGNATURE: Treatment(
        gettext_lazy("Signature of a hand-over"),
        gettext_lazy("To prove the hand-over"),
        _NAMING,
        Kept.SIGNATURE,
        needs=Permission.HAND_OVER,
        is_logged=True,
    ),
    Category.STAFF: Treatment(
        gettext_lazy("Who acted, for which organisation"),
        gettext_lazy("Every step must remain verifiable; after they leave, the name is replaced"),
        _FOLLOWERS,
    ),
    Category.COURSE: Treatment(
        gettext_lazy("Dates, device, place, price"),
        gettext_lazy("To carry the request out, to guarantee"),
        _ALL_SEEING,
    ),
    Category.PROOF: Treatment(
        gettext_lazy("Digests and chains"), gettext_lazy("To show that nothing was altered"), _ALL_SEEING
    ),
    Category.RULE: Treatment(
        gettext_lazy("Rules of the network"),
        gettext_lazy("They concern nobody in particular"),
        gettext_lazy("Anyone signed in"),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the register: a kind of data, its columns, why, how long and since when, on what ground, who reads."""

    category: Category
    label: str
    purpose: str
    readers: str
    kept: str
    source: str
    columns: Sequence[str]


def lines() -> list[Line]:
    """The register's lines, made from the columns there are and the rules in force."""
    rules = {rule.code: rule for rule in KeepingRule.objects.all()}
    columns: dict[Category, list[str]] = {category: [] for category in Category}
    for model in apps.get_app_config("beneficiaries").get_models():
        for field in model._meta.concrete_fields:
            found = category_of(model, field.name)
            if found is not None and not field.primary_key:
                columns[found].append(f"{model.__name__}.{field.name}")
    return [
        Line(
            category=category,
            label=str(one.label),
            purpose=str(one.purpose),
            readers=str(one.readers),
            kept=kept_words(one.kept, rules),
            source=rules[one.kept].source if one.kept in rules else "",
            columns=columns[category],
        )
        for category, one in TREATMENTS.items()
    ]


def kept_words(part: Kept | None, rules: Mapping[str, KeepingRule]) -> str:
    """How long, in words."""
    if part is None:
        return _("stays, and points at nobody")
    rule = rules.get(part)
    if rule is None or rule.days is None:
        return _("no limit is set")
    if rule.days == 0:
        return _("erased at %(from)s") % {"from": COUNTED_FROM[part]}
    return _("%(days)s days from %(from)s") % {"days": rule.days, "from": COUNTED_FROM[part]}


@dataclass(frozen=True, slots=True)
class Recipient:
    """A role, and what of persons it may reach."""

    role: str
    description: str
    reaches: str


def recipients() -> list[Recipient]:
    """Who receives what: from the roles and their permissions as the code has them."""
    return [Recipient(str(ROLES[role].label), str(ROLES[role].description), _reach_of(role)) for role in Role]


def _reach_of(role: Role) -> str:
    held = ROLES[role].permissions
    if Permission.REQUEST_FILE in held:
        return _("its own organisation’s requests, and their identities for a purpose")
    if Permission.REQUEST_VIEW in held:
        return _("requests without a name; identities where it hands over itself, for a purpose")
    return _("no request, no person")


MEASURES: Sequence[Words] = (
    gettext_lazy(
        "Names, telephones, signatures and marks are encrypted; keys are renewed (reuse rotate-keys)."
    ),
    gettext_lazy(
        "An identity opens for a purpose of a list, and each reading is noted; the partner sees who read."
    ),
    gettext_lazy("Rights are checked when rows are sought, and again when something is done."),
    gettext_lazy(
        "Social security numbers, telephones and e-mail addresses typed into free text are refused."
    ),
    gettext_lazy("Events hold coarse dimensions alone; every event is chained to the one before it."),
    gettext_lazy(
        "Each night, what has been kept long enough goes; figures do not change, and a test shows it."
    ),
    gettext_lazy("A second factor is asked of whoever coordinates or administers; logins are throttled."),
    gettext_lazy("Pages load nothing from third parties, and logs hold no personal data."),
)
RISKS: Sequence[tuple[Words, Words]] = (
    (
        gettext_lazy("Somebody reads a name without need"),
        gettext_lazy("few roles, a purpose asked, each reading noted and seen by the partner"),
    ),
    (
        gettext_lazy("The database is stolen"),
        gettext_lazy("names encrypted with keys kept elsewhere; most cases hold no name at all"),
    ),
    (
        gettext_lazy("A case is recognised by crossing data"),
        gettext_lazy(
            "bands and departments in what stays; communes and remarks go; small groups are not shown"
        ),
    ),
    (
        gettext_lazy("A computation decides instead of a person"),
        gettext_lazy("it proposes, a person decides; the rank is explained and may be contested"),
    ),
    (
        gettext_lazy("Data are lost or altered"),
        gettext_lazy("encrypted backups, chained events, erasures replayed after a restore"),
    ),
)
