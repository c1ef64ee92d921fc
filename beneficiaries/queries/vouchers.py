"""How long vouchers are good, and which request has one."""

from datetime import date

from beneficiaries.models import Request, Voucher, VoucherRule

WITHOUT_RULE = 30  # days, should a network have emptied the table


def voucher_days(on: date) -> int:
    """For how many days a voucher printed on a day is good."""
    rule = VoucherRule.objects.filter(since__lte=on).first()
    return rule.valid_days if rule else WITHOUT_RULE


def voucher_of(request: Request) -> Voucher | None:
    """The live voucher of a request."""
    return Voucher.objects.live().filter(request=request).first()
