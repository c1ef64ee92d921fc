"""An audit workbook is evidence of its one device."""

import io
import zipfile

from tests.inventory.test_evidence_formats import read

HEADERS = "Numéro Lot|Identifiant unique|Type matériel|Constructeur|Model|N° Serie|Processeur|Type disque 1|Taille disque 1|RAM|ECRAN|Grade esth."
DEVICE = "L-0048|GRPC26-0043|Ordinateur portable|LENOVO|ThinkPad T480|PF0QMY5N|CORE I5-8365U|SSD|256 Go|15.35|14,0|B"


def workbook(*rows):
    """A workbook of one sheet, as small as the format allows."""
    cells = "".join(
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row.split("|"))
        + "</row>"
        for row in rows
    )
    namespace = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        "</Types>",
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {namespace} xmlns:r="{relations}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {namespace}><sheetData>{cells}</sheetData></worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def test_an_audit_workbook_of_one_device_is_its_audit():
    found = read(workbook("Audit", HEADERS, DEVICE))

    assert (found.format, found.kind, found.device.serial, found.device.type) == (
        "emmaus-audit",
        "inventory",
        "PF0QMY5N",
        "laptop",
    )
    assert (found.specs.ram_mb, found.specs.screen_inches) == (16384, "14.0")
    assert (found.specs.storage[0].size_gb, found.specs.storage[0].kind) == (256, "ssd")


def test_an_audit_workbook_of_several_devices_is_a_list():
    found = read(workbook(HEADERS, DEVICE, DEVICE.replace("PF0QMY5N", "PF0QMY5P")))

    assert (found.format, found.kind, len(found.problems)) == ("emmaus-audit", "unknown", 1)


def test_another_workbook_is_no_evidence():
    assert read(workbook("Nom|Ville", "Ada|Lyon")).kind == "unknown"
