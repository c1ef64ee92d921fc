"""`reuse simulate-queue`: a year of requests, the same for the same seed, before and after a change of the rule."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from beneficiaries.management.commands.simulate_queue import SHIPPED
from beneficiaries.queries import equity, simulation
from beneficiaries.queries.order import Weights

pytestmark = pytest.mark.any_database
RULE = Weights(1, 20, 2, 20, 15, 2, 10)


def run(*arguments):
    out = StringIO()
    call_command("simulate_queue", *arguments, stdout=out)
    return out.getvalue()


def test_a_year_of_requests_holds_quotas_and_serves_the_queue():
    around = simulation.world(requests=600, seed=7)
    outcome = simulation.run(around, RULE)

    assert all(count <= around.quotas[partner] for (partner, _since), count in outcome.by_period.items())
    sent = {one.entrant.key: one.entrant.sent for one in around.people}
    assert all(on >= sent[key] for key, on in outcome.served.items())
    assert len(outcome.served) <= sum(sum(stock.values()) for stock in around.ready.values())
    told = simulation.figures(around, outcome)
    assert told["requests"] == 600
    assert told["unserved"] == 600 - len(outcome.served)
    assert sum(group["count"] for group in told["by_age_band"].values() if group) == 600


def test_age_changes_nothing_and_urgency_does():
    around = simulation.world(requests=300, seed=2)
    people = [simulation.Person(one.entrant, "60_plus") for one in around.people]
    other = simulation.World(people, around.ready, around.quotas)

    assert simulation.run(around, RULE) == simulation.run(other, RULE)
    without = Weights(1, 0, 2, 20, 15, 2, 10)
    assert simulation.run(around, RULE) != simulation.run(around, without)


def test_the_command_compares_two_rules_and_repeats_itself(tmp_path):
    fair = tmp_path / "fair.json"
    fair.write_text(json.dumps({**json.loads(SHIPPED.read_text())[-1], "urgency_points": 0}))
    asked = ("--requests", "400", "--seed", "5", "--rule", str(fair), "--against", str(SHIPPED), "--json")

    told = json.loads(run(*asked))

    assert json.loads(run(*asked)) == told
    assert set(told) == {"requests", "seed", "before", "after"}
    before, after = (told[when]["by_urgent"]["yes"]["p50"] for when in ("before", "after"))
    assert after >= before
    assert "urgent: yes" in run("--requests", "50")


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        "no",
        '{"points_per_day": 0}',
        json.dumps({**json.loads(SHIPPED.read_text())[-1], "most_due_points": 0}),
    ],
)
def test_a_file_that_is_no_rule_is_refused(tmp_path, text):
    path = tmp_path / "rule.json"
    path.write_text(text)

    with pytest.raises(CommandError):
        run("--rule", str(path))
    with pytest.raises(CommandError):
        run("--requests", "0")


def test_the_command_touches_no_database(tmp_path):
    """Run from the shell, with a database that does not exist."""
    done = subprocess.run(
        [sys.executable, "manage.py", "simulate_queue", "--requests", "40", "--json"],
        cwd=Path(__file__).parents[2],
        env={
            "PATH": "/usr/bin:/bin",
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["requests"] == 40


def test_figures_of_waits_by_hand():
    rows = [
        equity.Waited(days, {"partner": "A" if days < 6 else "B"}) for days in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    ]

    told = equity.waits(rows)

    assert (told.p50, told.p90, told.longest, told.count) == (5, 9, 10, 10)
    assert equity.by_group(rows[:6], "partner")["B"] is None
    assert equity.waits([]).p50 is None
