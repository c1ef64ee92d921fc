"""The dated rules of files, registrations and links, as tables an administrator keeps up."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inventory.queries.reference import Field, Kind, Table
from reuse.accounts.models import LegalKind, LinkRule, RegistrationRule, Retention, RetentionRule

JOINING_TABLES: Final = (
    Table(
        "retention_rules",
        _("How long files are kept"),
        _("Days by class of files, from a day on. Without a number a class is kept."),
        RetentionRule,
        ("retention", "since"),
        (
            Field("retention", _("Class of files"), Kind.CODE, choices=tuple(Retention.choices)),
            Field("days", _("Days"), Kind.NUMBER, is_required=False),
            Field("since", pgettext_lazy("rule", "From"), Kind.DAY),
            Field("source", _("Source"), Kind.TEXT),
        ),
    ),
    Table(
        "registration_rules",
        _("Registrations to look at first"),
        _("Which bodies join once a person has said yes."),
        RegistrationRule,
        ("legal_kind",),
        (
            Field("legal_kind", _("Legal kind"), Kind.CODE, choices=tuple(LegalKind.choices)),
            Field("needs_approval", _("Always looked at"), Kind.YES),
            Field("needs_approval_without_number", _("Looked at without a SIRET or RNA number"), Kind.YES),
        ),
    ),
    Table(
        "link_rules",
        _("How long links are good"),
        _("Hours after which a link of registration or invitation ends."),
        LinkRule,
        ("purpose",),
        (
            Field("purpose", _("Link"), Kind.CODE, choices=tuple(LinkRule.Purpose.choices)),
            Field("hours", _("Hours"), Kind.NUMBER),
        ),
    ),
)
