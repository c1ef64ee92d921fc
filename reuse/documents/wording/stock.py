"""The words of the slips of stock: transfers, stocktakes, statements of refurbishers."""

from django.utils.translation import npgettext, pgettext, pgettext_lazy

FROM = pgettext_lazy("document", "Leaves from")
TO = pgettext_lazy("document", "Goes to")
CARRIER = pgettext_lazy("document", "Carrier")
SENT = pgettext_lazy("document", "Sent on")
SENT_BY = pgettext_lazy("document", "Sent by")
BOXES = pgettext_lazy("document", "Boxes and pallets")
BOX = pgettext_lazy("document", "Box")
DEVICES = pgettext_lazy("document", "List of the devices")
CONTENT = pgettext_lazy("document", "What travels")
FOR_THE_SENDER = pgettext_lazy("document", "For the sender")
FOR_THE_RECEIVER = pgettext_lazy("document", "For the receiver")
TRANSFER_NOTE = pgettext_lazy(
    "document",
    "The devices change holder when they are received, not owner. What is missing or comes unannounced is told by the receiver within the transfer of this number.",
)
PLACE = pgettext_lazy("document", "Place counted")
OPENED = pgettext_lazy("document", "Expected list frozen on")
CLOSED = pgettext_lazy("document", "Closed on")
COUNTED_BY = pgettext_lazy("document", "Counted by")
EXPECTED = pgettext_lazy("document", "Expected")
FOUND = pgettext_lazy("document", "Found")
MISSING = pgettext_lazy("document", "Missing")
ELSEWHERE = pgettext_lazy("document", "Recorded elsewhere")
UNEXPECTED = pgettext_lazy("document", "Unexpected")
LEFT = pgettext_lazy("document", "Gone out meanwhile")
DIFFERENCES = pgettext_lazy("document", "Differences and decisions")
DIFFERENCE = pgettext_lazy("document", "Difference")
DECISION = pgettext_lazy("document", "Decision")
RECORDED = pgettext_lazy("document", "Recorded at")
COUNT = pgettext_lazy("document", "Count by type")
TOTAL = pgettext_lazy("document", "Total")
REFURBISHER = pgettext_lazy("document", "Refurbisher")
RECEIVER = pgettext_lazy("document", "Received by")
MONTH = pgettext_lazy("document", "Month")
AGREED = pgettext_lazy("document", "Agreed maximum")
CATEGORY = pgettext_lazy("document", "Category")
RECEIVED = pgettext_lazy("document", "Received")
CHECKED = pgettext_lazy("document", "Checked")
NON_CONFORMING = pgettext_lazy("document", "Non-conforming")
IN_STOCK = pgettext_lazy("document", "In stock")
HANDED_OVER = pgettext_lazy("document", "Handed over")
RETURNED = pgettext_lazy("document", "Returned")
OTHER = pgettext_lazy("document", "Other outcome")
BY_CATEGORY = pgettext_lazy("document", "By category")
REASONS = pgettext_lazy("document", "Reasons of the non-conformities")
REASON = pgettext_lazy("document", "Reason")
NO_CATEGORY = pgettext_lazy("document", "not graded")
STATEMENT_NOTE = pgettext_lazy(
    "document",
    "The rate is of the devices checked on arrival, all or a sample drawn by a printed seed. Outcomes are as of the day of this statement.",
)

KINDS = {
    "found": FOUND,
    "missing": MISSING,
    "left": LEFT,
    "elsewhere": ELSEWHERE,
    "unexpected": UNEXPECTED,
}


def transfer_title() -> str:
    return pgettext("document", "Transfer slip")


def transfer_lead(ref: str, quantity: str, number: int) -> str:
    return npgettext("document", "%(ref)s: %(n)s device", "%(ref)s: %(n)s devices", number) % {
        "ref": ref,
        "n": quantity,
    }


def stocktake_title() -> str:
    return pgettext("document", "Stocktake receipt")


def stocktake_verdict(differences: int) -> str:
    if not differences:
        return pgettext("document", "Everything expected was found, and nothing else")
    return npgettext(
        "document", "%(n)d difference, decided", "%(n)d differences, all decided", differences
    ) % {"n": differences}


def statement_title() -> str:
    return pgettext("document", "Statement of a refurbisher")


def over(rate: str, most: str) -> str:
    return pgettext("document", "%(rate)s non-conforming, more than the %(most)s agreed") % {
        "rate": rate,
        "most": most,
    }


def within(rate: str, most: str) -> str:
    return pgettext("document", "%(rate)s non-conforming, within the %(most)s agreed") % {
        "rate": rate,
        "most": most,
    }


def no_agreement(rate: str) -> str:
    return pgettext("document", "%(rate)s non-conforming, no maximum agreed") % {"rate": rate}


def nothing_checked() -> str:
    return pgettext("document", "Nothing was checked on arrival")
