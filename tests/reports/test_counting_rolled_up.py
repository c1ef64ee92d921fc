"""What a target counts is the same read from the roll-ups and walked through in the ledgers, folded or not."""

from collections import Counter
from datetime import date

import pytest

from inventory import workflow as inventory
from inventory.states import Stage
from reuse.core.models import DeviceType
from reuse.reports import workflow
from reuse.reports.models import Target
from reuse.reports.queries.counting import counted, counting
from reuse.reports.workflow import rollups
from tests import people
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def by_ledgers(target):
    events = counting(target, *YEAR).values_list("on", "device")
    return sorted(Counter(on for on, _device in set(events)).items())


def test_every_kind_of_target_counts_the_same_either_way():
    back = device_at(Stage.HANDED_OVER)
    device_at(Stage.HANDED_OVER, kind_of="smartphone")
    rollups.fold_all()
    device_at(Stage.HANDED_OVER)
    inventory.take_back(device=back, reason_code="fault", act=people.act(people.technician()))
    device_at(Stage.READY)
    phones = [DeviceType.objects.get(code="smartphone")]
    wanted = [
        {},
        {"types": phones},
        {"unit": "computers"},
        {"unit": "computers", "types": phones},
        {"returns_within_days": 30},
        {"returns_within_days": 30, "unit": "computers", "areas": [{"kind": "department", "code": "38"}]},
        {"areas": [{"kind": "department", "code": "38"}]},
        {"areas": [{"kind": "department", "code": "69"}]},
        {"areas": [{"kind": "department", "code": "38"}], "types": phones},
        {"counts": Target.Counts.COLLECTED},
        {"counts": Target.Counts.COLLECTED, "areas": [{"kind": "department", "code": "38"}], "types": phones},
    ]
    totals = []
    for facts in wanted:
        target = a_target(**facts)
        assert list(counted(target, *YEAR)) == by_ledgers(target)
        totals.append(sum(count for _on, count in counted(target, *YEAR)))

    assert totals == [3, 1, 2, 0, 2, 1, 3, 0, 1, 4, 1]


def a_target(**facts):
    wanted = {"name": {"fr": "10 appareils"}, "quantity": 10, "since": YEAR[0], "until": YEAR[1], **facts}
    return workflow.set_target(act=people.act(people.coordinator()), **wanted)
