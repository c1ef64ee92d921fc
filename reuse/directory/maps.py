"""The map of places: the tile of a department is the fuller the more there are, and leads to their list."""

from collections.abc import Mapping
from dataclasses import dataclass

from reuse.web import departments


@dataclass(frozen=True, slots=True)
class CountedTile:
    """A department and how many places it has."""

    tile: departments.Tile
    count: int


def tiles(counts: Mapping[str, int]) -> list[CountedTile]:
    """Every department; those without a place stay empty."""
    most = max(counts.values(), default=1)
    shares = {code: max(count / most, 0.15) for code, count in counts.items()}
    return [CountedTile(tile, counts.get(tile.code, 0)) for tile in departments.tiles(shares)]
