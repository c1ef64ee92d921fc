"""The one list of formats, tried in order within a file's container."""

from inventory.evidence.findings import Format
from inventory.evidence.formats import (
    agent_dump,
    android,
    apple,
    blancco,
    dmidecode,
    ereuse,
    glpi,
    hwinfo,
    inxi,
    lshw,
    machine_folder,
    nwipe_log,
    nwipe_pdf,
    sanitize,
    smartctl,
    windows,
    workbook,
)

# A dump quotes other tools, a log quotes none: what quotes comes before what is quoted.
FORMATS: tuple[Format, ...] = (
    *ereuse.FORMATS,
    *sanitize.FORMATS,
    *nwipe_log.FORMATS,
    *nwipe_pdf.FORMATS,
    *agent_dump.FORMATS,
    *glpi.FORMATS,
    *lshw.FORMATS,
    *smartctl.FORMATS,
    *dmidecode.FORMATS,
    *hwinfo.FORMATS,
    *inxi.FORMATS,
    *windows.FORMATS,
    *apple.FORMATS,
    *android.FORMATS,
    *blancco.FORMATS,
    *machine_folder.FORMATS,
    *workbook.FORMATS,
)
