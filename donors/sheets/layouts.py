"""Names the tool or template that wrote a sheet, and tells what its headers mean where they differ from usage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from donors.sheets import words
from donors.sheets.headers import EXTRA, PERSON


@dataclass(frozen=True, slots=True)
class Layout:
    name: str
    marks: str  # headers that must all be there, separated by |
    meanings: Mapping[str, str] = field(default_factory=dict)
    refused: Promise | None = None
    type_hint: str | None = None


LICENCES = _("This is a list of software licences, not of devices.")
_PER_MACHINE = _("This is a list of software installed on machines, not of devices.")
_CONSUMABLES = _("This is a list of consumables, not of devices.")
_MODELS = _("This is a catalogue of models, not a list of devices: export the assets themselves.")
_VEHICLES = _("This is a list of vehicles, not of devices.")

# The number of a row in its database is no label; a description is Active Directory's, and often says whose it is.
_LANSWEEPER = {"assetid": EXTRA, "assettype": "type", "barcode": "asset_tag", "description": PERSON}

LAYOUTS = (
    Layout("snipe-it licences", "Product Key|Seats", refused=LICENCES),
    Layout("snipe-it licences", "Software Name|Product Key", refused=LICENCES),
    Layout("snipe-it licences", "Licensed to Name", refused=LICENCES),
    Layout("licences", "Clé de licence|Éditeur", refused=LICENCES),
    Layout("licences", "Logiciel|Nombre de licences", refused=LICENCES),
    Layout("licences", "License Key|Software", refused=LICENCES),
    Layout("software", "Logiciel|Version", refused=_PER_MACHINE),
    Layout("software", "Software|Version", refused=_PER_MACHINE),
    Layout("software", "Nom du logiciel|Version", refused=_PER_MACHINE),
    Layout("software", "Application|Version", refused=_PER_MACHINE),
    Layout("software", "Software Name|Version", refused=_PER_MACHINE),
    Layout("snipe-it consumables", "Item Number|Min Amount", refused=_CONSUMABLES),
    Layout("snipe-it consumables", "Item No.|Min Qty", refused=_CONSUMABLES),
    Layout("snipe-it models", "Fieldset|Requestable", refused=_MODELS),
    Layout("snipe-it models", "Fieldset|EOL", refused=_MODELS),
    Layout("vehicles", "Immatriculation", refused=_VEHICLES),
    Layout("vehicles", "Kilométrage", refused=_VEHICLES),
    Layout("emmaus-connect pc_v2", "Numéro Lot|Identifiant unique|Type matériel|Type disque 1", {"categorie": EXTRA}),
    Layout("emmaus-connect sm_v1", "Numéro Lot|Identifiant unique|IMEI", {"categorie": EXTRA, "statut": EXTRA}),
    Layout("bolc", "Don|Id PC|CPU Mark", {"categorie": EXTRA, "idpc": "asset_tag"}),
    Layout("bolc", "Id don|Id PC", {"categorie": EXTRA, "idpc": "asset_tag"}),
    Layout("tec.tech", "idEsn", {"idesn": "emmaus_id", "categorie": EXTRA, "idreconditionneur": "refurbisher_id"}),
    Layout("glpi", "Nom|Entité|Fabricant"),
    Layout("glpi", "Name|Entity|Manufacturer"),
    Layout("glpi", "Numéro de série|Numéro d'inventaire|Entité"),
    Layout("snipe-it accessories", "QTY|Min Amount", type_hint="peripheral"),
    Layout("snipe-it assets", "Asset Tag|Model|Checked Out|Employee No.", {"category": "type", "title": PERSON, "type": EXTRA}),
    Layout("snipe-it assets", "Asset Tag|Model|Checked Out To: Username", {"category": "type"}),
    Layout("snipe-it assets", "Asset Tag|Model|Checkout Type", {"category": "type"}),
    Layout("snipe-it assets", "Asset Tag|Category|Manufacturer|Supplier"),
    Layout("ocs inventory", "Last inventory|Computer", {"computer": "name"}),
    Layout("ocs inventory", "Account info: TAG", {"computer": "name"}),
    Layout("ocs inventory", "Dernier inventaire|Machine"),
    Layout("lansweeper", "AssetName|Assettype", _LANSWEEPER),
    Layout("lansweeper", "AssetName|AssetTypename", _LANSWEEPER),
    Layout("lansweeper", "AssetID|AssetName", _LANSWEEPER),
    Layout("lansweeper", "Name|Type|First seen|Last seen|Domain", {"description": PERSON}),
    Layout("autopilot", "Device Serial Number|Hardware Hash"),
    Layout("intune", "Device ID|Device name|Compliance|OS", {"osversion": EXTRA}),
    Layout("intune", "Device name|Serial number|Primary user UPN"),
    Layout("intune", "Device ID|Device name|Compliance"),
    Layout("intune", "Device name|Managed by|OS version"),
    Layout("intune", "Nom de l'appareil|Géré par|Conformité"),
    Layout("intune", "DeviceName|SerialNumber|ManagementAgent"),
    Layout("intune", "DeviceName|SerialNumber|ComplianceState"),
    Layout("intune", "DeviceName|SerialNumber|ManagedBy"),
    Layout("ereuse export", "PHID|DHID", {"documentid": EXTRA}),
    Layout("ereuse placeholder", "Id device Supplier|Id device Internal"),
    Layout("shelf", "title|custodian|bookable", {"type": EXTRA, "description": EXTRA, "assetmodel": "model"}),
    Layout("shelf", "title|assetModel", {"type": EXTRA, "description": EXTRA, "assetmodel": "model"}),
    Layout("ralph", "sn|service_env"),
    Layout("ralph", "barcode|hostname|service_env"),
)  # fmt: skip
_MARKS = tuple((frozenset(words.key(mark) for mark in layout.marks.split("|")), layout) for layout in LAYOUTS)


def recognise(headers: Sequence[str]) -> Layout | None:
    """Return the first layout all of whose marks are among the headers."""
    keys = {words.key(header) for header in headers}
    return next((layout for marks, layout in _MARKS if marks <= keys), None)
