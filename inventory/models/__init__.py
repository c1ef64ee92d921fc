"""What the inventory keeps: one module per noun."""

from inventory.models.accessories import (
    AccessoryHold,
    AccessoryKind,
    AccessoryMovement,
    AccessoryNeed,
    AccessoryStock,
    Category,
    DeviceAccessory,
    ModelCharger,
)
from inventory.models.devices import Device, DeviceEvent, DeviceEventNote, DeviceQuerySet, Identifier
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
from inventory.models.followups import FollowUpLink, ImpactAssumption, ImpactFactor
from inventory.models.grading import CategoryDecision, CategoryRules, CpuAlias, CpuMark
from inventory.models.media import ErasureProof, Evidence, Medium, ResetProcedure
from inventory.models.numbering import CodeDecision, CodeKey
from inventory.models.opening import DeclaredTotal
from inventory.models.parts import Part, PartKind, PartNeed, PartQuerySet, PartStep
from inventory.models.places import Place, PlaceQuerySet
from inventory.models.prices import PriceCover, PriceRule
from inventory.models.prints import (
    LabelPrint,
    Line,
    Output,
    OwnFormat,
    PrintedLabel,
    Printer,
    PrintReason,
    SiteLabels,
    Symbols,
)
from inventory.models.quality import CheckDraft, CheckItem, Checklist, CheckPhoto, QualityCheck, SkippedStage
from inventory.models.receptions import CountDifference, DeliveredPallet, Delivery, WalkInDonor
from inventory.models.reference import ReferenceVersion
from inventory.models.reports import EvidenceDecision
from inventory.models.rolls import BlankLabel, LabelRoll
from inventory.models.scans import ScanRecord, Series
from inventory.models.stocktakes import Stocktake, StocktakeLine
from inventory.models.transfers import (
    ArrivalCheck,
    CheckedDevice,
    NonConformityReason,
    QualityAgreement,
    SamplingRule,
    Transfer,
    TransferLine,
    TransferQuerySet,
)
from inventory.models.waiting_rows import WaitingRow

__all__ = [
    "AccessoryHold",
    "AccessoryKind",
    "AccessoryMovement",
    "AccessoryNeed",
    "AccessoryStock",
    "ArrivalCheck",
    "BatchWeight",
    "BlankLabel",
    "Category",
    "CategoryDecision",
    "CategoryRules",
    "CheckDraft",
    "CheckItem",
    "CheckPhoto",
    "CheckedDevice",
    "Checklist",
    "CodeDecision",
    "CodeKey",
    "CountDifference",
    "CpuAlias",
    "CpuMark",
    "DeclaredTotal",
    "DeliveredPallet",
    "Delivery",
    "Device",
    "DeviceAccessory",
    "DeviceEvent",
    "DeviceEventNote",
    "DeviceQuerySet",
    "ErasureProof",
    "Evidence",
    "EvidenceDecision",
    "ExitCriteria",
    "ExitOfWaste",
    "FollowUpLink",
    "Identifier",
    "ImpactAssumption",
    "ImpactFactor",
    "LabelPrint",
    "LabelRoll",
    "Line",
    "Medium",
    "ModelCharger",
    "NonConformityReason",
    "Output",
    "OwnFormat",
    "PalletEvent",
    "PalletEventNote",
    "PalletLine",
    "Part",
    "PartKind",
    "PartNeed",
    "PartQuerySet",
    "PartStep",
    "Place",
    "PlaceQuerySet",
    "PriceCover",
    "PriceRule",
    "PrintReason",
    "PrintedLabel",
    "Printer",
    "QualityAgreement",
    "QualityCheck",
    "RecyclingPallet",
    "ReferenceVersion",
    "ResetProcedure",
    "SamplingRule",
    "ScanRecord",
    "Series",
    "SiteLabels",
    "SkippedStage",
    "StageLimit",
    "Stocktake",
    "StocktakeLine",
    "Symbols",
    "Transfer",
    "TransferLine",
    "TransferQuerySet",
    "WaitingRow",
    "WalkInDonor",
    "WasteCode",
    "WasteRule",
]
