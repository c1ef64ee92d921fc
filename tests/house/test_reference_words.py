"""The texts that come as data, in JSON, say none of the words the law or the house bans, as those in catalogues."""

import json
import re
from pathlib import Path

import pytest

from tests.house.test_words import BANNED

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for path in ROOT.glob("**/reference_data/**/*.json") if ".venv" not in path.parts)
# Besides: nobody is "exclu", and nothing of ours has a score.
ALSO_BANNED = re.compile(r"\bexclus?e?s?\b|\bscores?\b", re.IGNORECASE)


def texts(value):
    """Every sentence of a file, keys aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


@pytest.mark.any_database
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_reference_data_avoids_banned_words(path):
    said = list(texts(json.loads(path.read_text(encoding="utf-8"))))

    assert [text for text in said if BANNED.search(text) or ALSO_BANNED.search(text)] == []


@pytest.mark.any_database
def test_the_ban_would_be_noticed():
    assert [*texts({"a": ["Comme neuf", {"b": "public exclu"}]})] == ["Comme neuf", "public exclu"]
    assert BANNED.search("Comme neuf")
    assert ALSO_BANNED.search("public exclu")
    assert len(FILES) > 20
