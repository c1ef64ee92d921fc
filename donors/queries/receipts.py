"""The receipts an organisation has issued, year by year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from donors.models import Receipt
from reuse.accounts.models import Organisation
from reuse.core import clock


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt in the year's list."""

    number: str
    on: date
    donor: str
    siren: str
    batch: str
    cents: int
    is_void: bool
    replaces: str
    document: UUID

    @property
    def euros(self) -> Decimal:
        return Decimal(self.cents).scaleb(-2)


@dataclass(frozen=True, slots=True)
class ReceiptList:
    """The receipts of an organisation and a year, in the order of their numbers; void ones count for nothing."""

    rows: Sequence[ReceiptRow]

    @property
    def count(self) -> int:
        return sum(not row.is_void for row in self.rows)

    @property
    def cents(self) -> int:
        return sum(row.cents for row in self.rows if not row.is_void)

    @property
    def euros(self) -> Decimal:
        return Decimal(self.cents).scaleb(-2)


def receipts_of(issuer: Organisation, year: int) -> ReceiptList:
    """As the yearly declaration asks for them (CGI, article 222 bis): how many, and for how much in all."""
    found = (
        Receipt.objects.filter(issuer=issuer, document__year=year)
        .select_related("document", "donation__donor", "replaces__document")
        .order_by("document__sequence")
    )
    return ReceiptList(
        [
            ReceiptRow(
                number=one.document.number,
                on=clock.local_date(one.document.issued_at, one.document.time_zone),
                donor=one.donation.donor.name,
                siren=one.donation.donor.siret[:9],
                batch=one.donation.ref,
                cents=one.amount_cents,
                is_void=one.is_void,
                replaces=one.replaces.document.number if one.replaces else "",
                document=one.document.public_id,
            )
            for one in found
        ]
    )


def receipt_years(issuer: Organisation) -> list[int]:
    """The years in which the organisation issued receipts."""
    found = Receipt.objects.filter(issuer=issuer).order_by()
    return list(found.values_list("document__year", flat=True).distinct())
