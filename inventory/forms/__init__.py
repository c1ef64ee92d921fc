"""What people type, choose and drop on the workshop's pages, checked before a verb is called."""

from inventory.forms.devices import GRADES, DescriptionForm, DeviceFilterForm
from inventory.forms.endings import (
    BatchWeightForm,
    BecomeWasteForm,
    CertificateForm,
    ClosePalletForm,
    CollectPalletForm,
    LeaveWasteForm,
    LooseForm,
    OpenPalletForm,
    RegisterForm,
    ReopenPalletForm,
)
from inventory.forms.evidence import EvidenceForm, SeveralFiles, SeveralFilesInput
from inventory.forms.first_hour import PhotoForm, PracticeForm, ScannerForm
from inventory.forms.labels import MOST_CODES, LabelForm
from inventory.forms.lists import BulkForm, SavedViewForm, bulk_actions
from inventory.forms.media import Colleague, DestroyForm, MediumForm, RefusalForm, ResetForm
from inventory.forms.places import MovePlaceForm, PlaceForm, RenameForm
from inventory.forms.quality import ChecklistForm
from inventory.forms.queue import Queued, clock_shift, read_scan, scans_in
from inventory.forms.scanning import (
    FindForm,
    ListForm,
    MoveForm,
    ScanForm,
    SeriesForm,
    actions,
    free_moves,
    place_of,
    sites_to_send_to,
)

__all__ = [
    "GRADES",
    "MOST_CODES",
    "BatchWeightForm",
    "BecomeWasteForm",
    "BulkForm",
    "CertificateForm",
    "ChecklistForm",
    "ClosePalletForm",
    "Colleague",
    "CollectPalletForm",
    "DescriptionForm",
    "DestroyForm",
    "DeviceFilterForm",
    "EvidenceForm",
    "FindForm",
    "LabelForm",
    "LeaveWasteForm",
    "ListForm",
    "LooseForm",
    "MediumForm",
    "MoveForm",
    "MovePlaceForm",
    "OpenPalletForm",
    "PhotoForm",
    "PlaceForm",
    "PracticeForm",
    "Queued",
    "RefusalForm",
    "RegisterForm",
    "RenameForm",
    "ReopenPalletForm",
    "ResetForm",
    "SavedViewForm",
    "ScanForm",
    "ScannerForm",
    "SeriesForm",
    "SeveralFiles",
    "SeveralFilesInput",
    "actions",
    "bulk_actions",
    "clock_shift",
    "free_moves",
    "place_of",
    "read_scan",
    "scans_in",
    "sites_to_send_to",
]
