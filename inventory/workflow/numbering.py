"""The next codes of this installation, for devices, places and badges alike: one code never names two things."""

from inventory import codes
from inventory.models import CodeKey
from reuse.core import chance
from reuse.core.models import Counter


def issue_codes(count: int) -> list[str]:
    """The next codes of this installation, none that a practice label bears.

    Called inside a transaction: the counter moves when it commits.
    """
    key, _made = CodeKey.objects.get_or_create(pk=1, defaults={"key": chance.token_hex(32)})
    issued: list[str] = []
    while len(issued) < count:
        numbers = Counter.take("device code", count - len(issued))
        fresh = (codes.code_for(number, key.key) for number in numbers)
        issued += [code for code in fresh if code not in codes.PRACTICE_CODES]
    return issued
