"""The places of a demo workshop, filled as devices come in, and the badges of its people."""

from datetime import datetime

from inventory import workflow
from inventory.models import AccessoryKind, Device, Place
from inventory.states import Action, Stage
from reuse.accounts import workflow as accounts
from reuse.accounts.acting import Act
from reuse.accounts.demo import DEMO_PIN
from reuse.accounts.models import Membership, Site
from reuse.core import chance

SHELVES = 3
BOXES = 4  # on each shelf
MOST_LOADED = 12
IN_STOCK = {"charger": 20, "mouse": 8, "bag": 3}  # of each kind; mice and bags run low


def fit_out(*, site: Site, manager: Membership, at: datetime) -> tuple[str, ...]:
    """A store room with shelves and boxes; returns the codes of the boxes."""
    act = Act.now(manager, at)
    kinds = Place.Kind
    room = workflow.create_place(site=site, kind=kinds.LOCATION, name="Réserve", parent=None, act=act)
    codes: list[str] = []
    for number in range(SHELVES):
        shelf = workflow.create_place(
            site=site, kind=kinds.LOCATION, name=f"Étagère {'ABCDEF'[number]}", parent=room, act=act
        )
        names = [f"Carton {number * BOXES + box + 1:03d}" for box in range(BOXES)]
        made = workflow.create_places(site=site, kind=kinds.BOX, names=names, parent=shelf, act=act)
        codes += [place.code for place in made]
    workflow.create_place(site=site, kind=kinds.PALLET, name="Palette D3E 1", parent=room, act=act)
    return tuple(codes)


def stock_accessories(*, site: Site, manager: Membership, at: datetime) -> None:
    """Chargers, mice and bags, counted in as they came."""
    for kind in AccessoryKind.objects.all():
        workflow.move_accessories(
            site=site,
            kind=kind,
            change=IN_STOCK.get(kind.category, 10),
            reason="arrived",
            act=Act.now(manager, at),
        )


def load_pallet(*, site: Site, technician: Membership, manager: Membership, at: datetime) -> None:
    """What was recycled lately is weighed, put on the pallet, and the pallet closed with its slip."""
    act, boss = Act.now(technician, at), Act.now(manager, at)
    place = Place.objects.get(site=site, kind=Place.Kind.PALLET)
    pallet = workflow.open_pallet(place=place, act=boss)
    waiting = list(Device.objects.filter(site=site, stage=Stage.RECYCLED).order_by("pk")[:MOST_LOADED])
    for number, device in enumerate(waiting):
        for action, params in (
            (Action.WEIGH, {"grams": str(1400 + 137 * (number % 9))}),
            (Action.PLACE, {"place": place.code}),
        ):
            workflow.scan(scan_id=chance.new_uuid(), text=device.code, move=action, params=params, act=act)
    if waiting:
        workflow.close_pallet(
            pallet=pallet,
            seen=len(waiting),
            weight_g=sum(1400 + 137 * (number % 9) for number in range(len(waiting))) + 12_000,
            recycler="Recyclage du Drac",
            recycler_address="4 rue des Ateliers, 38800 Le Pont-de-Claix",
            carrier="Transports Belledonne",
            act=boss,
        )


def give_badges(*, people: tuple[Membership, ...], manager: Membership, at: datetime) -> None:
    """Each technician a badge, and the PIN the demo prints."""
    act = Act.now(manager, at)
    for person in people:
        workflow.issue_badge(membership=person, act=act)
        accounts.choose_pin(user=person.user, pin=DEMO_PIN, now=at)
