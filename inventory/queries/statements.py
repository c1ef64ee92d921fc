"""The monthly statement of a refurbisher: what it sent, what was found of it, against what was agreed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from inventory.models import CheckedDevice, QualityAgreement, TransferLine
from inventory.states import EXITS, Stage
from reuse.accounts.models import Membership, Organisation
from reuse.accounts.roles import Permission, Reach

_BAD = CheckedDevice.Verdict.NON_CONFORMING
OUTCOMES = ("in_stock", "handed_over", "returned", "other")


@dataclass(frozen=True, slots=True)
class StatementRow:
    """Devices of one category: received in the month, checked, non-conforming, and where they stand now."""

    category: str
    received: int
    checked: int
    non_conforming: int
    in_stock: int
    handed_over: int
    returned: int
    other: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What one refurbisher sent to one receiver in a month.

    `rate`: non-conforming among the devices checked, none where nothing was checked.
    """

    refurbisher: Organisation
    receiver: Organisation
    month: date
    rows: Sequence[StatementRow]
    reasons: Sequence[tuple[str, int]]
    agreement: QualityAgreement | None

    @property
    def total(self) -> StatementRow:
        names = [name for name in StatementRow.__dataclass_fields__ if name != "category"]
        return StatementRow("", **{name: sum(getattr(row, name) for row in self.rows) for name in names})

    @property
    def rate(self) -> float | None:
        total = self.total
        return total.non_conforming / total.checked if total.checked else None

    @property
    def most(self) -> float | None:
        return self.agreement.most_permille / 1000 if self.agreement else None

    @property
    def is_over(self) -> bool:
        """More than was agreed."""
        return self.rate is not None and self.most is not None and self.rate > self.most


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A refurbisher and a receiver in a month's list."""

    refurbisher: Organisation
    receiver: Organisation
    received: int


def month_after(month: date) -> date:
    """The first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def month_before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def _received_in(month: date) -> Q:
    """Received from another organisation, by the local days of the receiving site."""
    from_another = ~Q(transfer__from_site__organisation=F("transfer__to_site__organisation"))
    in_month = Q(settled_on__gte=month, settled_on__lt=month_after(month))
    return Q(state=TransferLine.State.RECEIVED) & in_month & from_another


def statements_in(month: date, membership: Membership) -> list[StatementLine]:
    """Who sent to whom in a month: what concerns one's organisation; the network's: all."""
    if not membership.may(Permission.DEVICE_VIEW):
        return []
    lines = TransferLine.objects.filter(_received_in(month))
    if membership.description.reach == Reach.SITES:
        mine = membership.organisation
        lines = lines.filter(
            Q(transfer__from_site__organisation=mine) | Q(transfer__to_site__organisation=mine)
        )
    counts = list(
        lines.order_by()
        .values(sender=F("transfer__from_site__organisation"), receiver=F("transfer__to_site__organisation"))
        .annotate(received=Count("pk"))
    )
    bodies = Organisation.objects.in_bulk({key for row in counts for key in (row["sender"], row["receiver"])})
    found = [StatementLine(bodies[row["sender"]], bodies[row["receiver"]], row["received"]) for row in counts]
    return sorted(found, key=lambda one: (one.refurbisher.name, one.receiver.name))


def statement(*, refurbisher: Organisation, receiver: Organisation, month: date) -> Statement:
    """Counted from the lines received in the month; what became of the devices is as of now."""
    lines = TransferLine.objects.filter(
        _received_in(month),
        transfer__from_site__organisation=refurbisher,
        transfer__to_site__organisation=receiver,
    )
    verdicts = CheckedDevice.objects.filter(
        check_of__transfer__from_site__organisation=refurbisher,
        check_of__transfer__to_site__organisation=receiver,
    )
    rows = lines.select_related("device__site").order_by("pk")
    found = {
        (one.check_of.transfer_id, one.device_id): one
        for one in verdicts.filter(check_of__transfer__in=lines.values("transfer")).select_related(
            "check_of", "reason"
        )
    }
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    reasons: dict[str, int] = defaultdict(int)
    for line in rows:
        one = counts[category_of(line)]
        one["received"] += 1
        one[_outcome(line, refurbisher)] += 1
        checked = found.get((line.transfer_id, line.device_id))
        if checked and checked.verdict:
            one["checked"] += 1
        if checked and checked.verdict == _BAD:
            one["non_conforming"] += 1
            reasons[str(checked.reason)] += 1
    names = [name for name in StatementRow.__dataclass_fields__ if name != "category"]
    return Statement(
        refurbisher=refurbisher,
        receiver=receiver,
        month=month,
        rows=[
            StatementRow(category, **{name: counts[category][name] for name in names})
            for category in sorted(counts, key=lambda name: (name == "", name))
        ],
        reasons=sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])),
        agreement=agreement_on(refurbisher, receiver, month_after(month)),
    )


def category_of(line: TransferLine) -> str:
    """The category the rules give the device, else its cosmetic grade; empty where it has neither."""
    return line.device.category or line.device.grade


def _outcome(line: TransferLine, refurbisher: Organisation) -> str:
    device = line.device
    if device.site.organisation_id == refurbisher.pk:
        return "returned"
    if device.stage == Stage.HANDED_OVER or device.first_handed_over_on:
        return "handed_over"
    return "other" if device.stage in EXITS else "in_stock"


def agreement_on(refurbisher: Organisation, receiver: Organisation, before: date) -> QualityAgreement | None:
    """What was agreed, as it stood at the end of a month."""
    known = QualityAgreement.objects.filter(refurbisher=refurbisher, receiver=receiver, since__lt=before)
    return known.order_by("-since").first()
