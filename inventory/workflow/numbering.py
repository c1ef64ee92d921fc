"""The next codes of this installation, for devices, places and badges alike: one code never names two things."""

from inventory import codes
from inventory.models import CodeKey
from reuse.core import chance
from reuse.core.models import Counter


def issue_codes(count: int) -> list[str]:
    """The next codes of this installation. Called inside a transaction: the counter moves when it commits."""
    numbers = Counter.take("device code", count)
    key, _made = CodeKey.objects.get_or_create(pk=1, defaults={"key": chance.token_hex(32)})
    return [codes.code_for(number, key.key) for number in numbers]
