"""What the inventory keeps: one module per noun."""

from inventory.models.devices import CodeKey, Device, DeviceEvent, DeviceEventNote, DeviceQuerySet, Identifier
from inventory.models.endings import (
    BatchWeight,
    ExitCriteria,
    ExitOfWaste,
    PalletEvent,
    PalletEventNote,
    PalletLine,
    RecyclingPallet,
    StageLimit,
    WasteCode,
    WasteRule,
)
from inventory.models.lists import SavedView, SavedViewQuerySet
from inventory.models.media import ErasureProof, Evidence, Medium, ResetProcedure
from inventory.models.places import Place, PlaceQuerySet
from inventory.models.prices import PriceRule
from inventory.models.prints import LabelPrint
from inventory.models.quality import CheckDraft, CheckItem, Checklist, CheckPhoto, QualityCheck, SkippedStage
from inventory.models.reports import EvidenceDecision
from inventory.models.scans import ScanRecord, Series

__all__ = [
    "BatchWeight",
    "CheckDraft",
    "CheckItem",
    "CheckPhoto",
    "Checklist",
    "CodeKey",
    "Device",
    "DeviceEvent",
    "DeviceEventNote",
    "DeviceQuerySet",
    "ErasureProof",
    "Evidence",
    "EvidenceDecision",
    "ExitCriteria",
    "ExitOfWaste",
    "Identifier",
    "LabelPrint",
    "Medium",
    "PalletEvent",
    "PalletEventNote",
    "PalletLine",
    "Place",
    "PlaceQuerySet",
    "PriceRule",
    "QualityCheck",
    "RecyclingPallet",
    "ResetProcedure",
    "SavedView",
    "SavedViewQuerySet",
    "ScanRecord",
    "Series",
    "SkippedStage",
    "StageLimit",
    "WasteCode",
    "WasteRule",
]
