"""The 101 departments of France as a map of equal tiles: where each stands, and how full it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SIDE: Final = 24
PITCH: Final = 26
GRID: Final = """
  .   .   .   .   .   .   .  62  59   .   .   .   .
  .   .   .   .   .   .   .  80  02  08   .   .   .
  .   .   .  50  14  76  95  60  51  55  57   .   .
  .  22   .   .  61  27  92  75  93  77  54  67   .
 29  56  35  53  72  28  78  91  94  10  52  88  68
  .   .   .  44  49  37  41  45  89  21  70  25  90
  .   .   .  85  79  86  36  18  58  71  39   .   .
  .   .   .   .  17  87  23  63  03  69  01  74   .
971 972   .   .  16  24  19  15  43  42  38  73   .
973 974   .   .  33  47  46  12  48  07  26  05   .
976   .   .   .  40  32  82  81  30  84  04  06   .
  .   .   .   .  64  65  31  11  34  13  83   .  2B
  .   .   .   .   .   .  09  66   .   .   .   .  2A
"""
NAMES: Final = {
    "01": "Ain",
    "02": "Aisne",
    "03": "Allier",
    "04": "Alpes-de-Haute-Provence",
    "05": "Hautes-Alpes",
    "06": "Alpes-Maritimes",
    "07": "Ardèche",
    "08": "Ardennes",
    "09": "Ariège",
    "10": "Aube",
    "11": "Aude",
    "12": "Aveyron",
    "13": "Bouches-du-Rhône",
    "14": "Calvados",
    "15": "Cantal",
    "16": "Charente",
    "17": "Charente-Maritime",
    "18": "Cher",
    "19": "Corrèze",
    "2A": "Corse-du-Sud",
    "2B": "Haute-Corse",
    "21": "Côte-d’Or",
    "22": "Côtes-d’Armor",
    "23": "Creuse",
    "24": "Dordogne",
    "25": "Doubs",
    "26": "Drôme",
    "27": "Eure",
    "28": "Eure-et-Loir",
    "29": "Finistère",
    "30": "Gard",
    "31": "Haute-Garonne",
    "32": "Gers",
    "33": "Gironde",
    "34": "Hérault",
    "35": "Ille-et-Vilaine",
    "36": "Indre",
    "37": "Indre-et-Loire",
    "38": "Isère",
    "39": "Jura",
    "40": "Landes",
    "41": "Loir-et-Cher",
    "42": "Loire",
    "43": "Haute-Loire",
    "44": "Loire-Atlantique",
    "45": "Loiret",
    "46": "Lot",
    "47": "Lot-et-Garonne",
    "48": "Lozère",
    "49": "Maine-et-Loire",
    "50": "Manche",
    "51": "Marne",
    "52": "Haute-Marne",
    "53": "Mayenne",
    "54": "Meurthe-et-Moselle",
    "55": "Meuse",
    "56": "Morbihan",
    "57": "Moselle",
    "58": "Nièvre",
    "59": "Nord",
    "60": "Oise",
    "61": "Orne",
    "62": "Pas-de-Calais",
    "63": "Puy-de-Dôme",
    "64": "Pyrénées-Atlantiques",
    "65": "Hautes-Pyrénées",
    "66": "Pyrénées-Orientales",
    "67": "Bas-Rhin",
    "68": "Haut-Rhin",
    "69": "Rhône",
    "70": "Haute-Saône",
    "71": "Saône-et-Loire",
    "72": "Sarthe",
    "73": "Savoie",
    "74": "Haute-Savoie",
    "75": "Paris",
    "76": "Seine-Maritime",
    "77": "Seine-et-Marne",
    "78": "Yvelines",
    "79": "Deux-Sèvres",
    "80": "Somme",
    "81": "Tarn",
    "82": "Tarn-et-Garonne",
    "83": "Var",
    "84": "Vaucluse",
    "85": "Vendée",
    "86": "Vienne",
    "87": "Haute-Vienne",
    "88": "Vosges",
    "89": "Yonne",
    "90": "Territoire de Belfort",
    "91": "Essonne",
    "92": "Hauts-de-Seine",
    "93": "Seine-Saint-Denis",
    "94": "Val-de-Marne",
    "95": "Val-d’Oise",
    "971": "Guadeloupe",
    "972": "Martinique",
    "973": "Guyane",
    "974": "La Réunion",
    "976": "Mayotte",
}


@dataclass(frozen=True)
class Tile:
    """One department; `share` is between 0 and 1, or None where nothing is known. `words`: what is said instead of it."""

    code: str
    name: str
    x: str
    y: str
    share: float | None
    fill_y: str
    fill_height: str
    words: str = ""


def tiles(shares: Mapping[str, float], words: Mapping[str, str] | None = None) -> tuple[Tile, ...]:
    """Every department in the order of its code, filled from the bottom by its share."""
    words = words or {}
    places = {
        code: (column * PITCH + 1, line * PITCH + 1)
        for line, row in enumerate(GRID.split("\n")[1:-1])
        for column, code in enumerate(row.split())
        if code in NAMES
    }
    return tuple(_tile(code, places[code], shares.get(code), words.get(code, "")) for code in NAMES)


def _tile(code: str, place: tuple[int, int], share: float | None, words: str) -> Tile:
    height = min(max(share or 0, 0), 1) * (SIDE - 1)
    return Tile(
        code=code,
        name=NAMES[code],
        x=str(place[0]),
        y=str(place[1]),
        share=share,
        fill_y=f"{SIDE - 0.5 - height:.1f}",
        fill_height=f"{height:.1f}",
        words=words,
    )
