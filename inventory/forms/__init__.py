"""What people type, choose and drop on the workshop's pages, checked before a verb is called."""

from inventory.forms.devices import GRADES, DescriptionForm, DeviceFilterForm
from inventory.forms.evidence import EvidenceForm, SeveralFiles, SeveralFilesInput
from inventory.forms.first_hour import PhotoForm, PracticeForm, ScannerForm
from inventory.forms.labels import MOST_CODES, LabelForm
from inventory.forms.media import Colleague, DestroyForm, MediumForm, ResetForm
from inventory.forms.quality import ChecklistForm
from inventory.forms.scanning import FindForm, MoveForm, ScanForm, SeriesForm, free_moves

__all__ = [
    "GRADES",
    "MOST_CODES",
    "ChecklistForm",
    "Colleague",
    "DescriptionForm",
    "DestroyForm",
    "DeviceFilterForm",
    "EvidenceForm",
    "FindForm",
    "LabelForm",
    "MediumForm",
    "MoveForm",
    "PhotoForm",
    "PracticeForm",
    "ResetForm",
    "ScanForm",
    "ScannerForm",
    "SeriesForm",
    "SeveralFiles",
    "SeveralFilesInput",
    "free_moves",
]
