"""What the inventory keeps: one module per noun."""

from inventory.models.devices import CodeKey, Device, DeviceEvent, DeviceEventNote, DeviceQuerySet, Identifier
from inventory.models.media import ErasureProof, Evidence, Medium, ResetProcedure
from inventory.models.places import Place, PlaceQuerySet
from inventory.models.prices import PriceRule
from inventory.models.prints import LabelPrint
from inventory.models.quality import Checklist, QualityCheck, SkippedStage
from inventory.models.reports import EvidenceDecision
from inventory.models.scans import ScanRecord, Series

__all__ = [
    "Checklist",
    "CodeKey",
    "Device",
    "DeviceEvent",
    "DeviceEventNote",
    "DeviceQuerySet",
    "ErasureProof",
    "Evidence",
    "EvidenceDecision",
    "Identifier",
    "LabelPrint",
    "Medium",
    "Place",
    "PlaceQuerySet",
    "PriceRule",
    "QualityCheck",
    "ResetProcedure",
    "ScanRecord",
    "Series",
    "SkippedStage",
]
