"""Lists as donors drop them, made here byte by byte."""

import base64
import io
import zipfile
import zlib

from openpyxl import Workbook

HEADER = "Type;Marque;Modèle;N° de série"
LAPTOP = "PC portable;Dell;Latitude 5420;5CD335G7GT"
# A list in the format of Excel 97: a title, a blank row, then the table.
XLS = zlib.decompress(
    base64.b64decode(
        "eNrtWE1IVFEU/u77cWbMn/Ev0EAeQlbmJkSKQKfSmjbKGEIRQT2dtxgcZuw1LmxRls0yCFoVbQQ3bcw2/VBB7QoCoxZBEIy1"
        "klZCQQv1de5579lYLhwoyXjf4553z7nnnPtz7t97b+ZqClP3m+bxC7qhYsWJoKxIJihFfCYKKnccmfXfYUpOgC2FSJgCWabj"
        "SeXrkIyhjPc8FMxqL4gCnyidwSj6sxnL2EQc4TaYQrahi6jAHZJUoZFbVct0mGkd03us+ZTpIZZcZ9pFugVxGnOx/rYD3iw+"
        "pbRwWRWk34ds84El+9CAl3IWX74hXF0dh+2Umf43C5q1CkyD4ha3MpZtpguopwBO45tjAF/9lfrcCOSbKxcg+fe18tA68puK"
        "BkzAOccTPI8K1GmyREPCtIeXaNmVEydTJVhkFIxkNkOxJrXB8VGLVmufaZ8fs7YB/bNG0jIuLNgpizbigTEzk0vlFqgg0WOM"
        "Zu2cOZS2yKzXSqfJY2dPb0dHZ3x/fFAHXg3bZobm//GErMvdEqJrtoRKXioVRJOo5nwNL5gobfpLdxff9g0lYmdZMsHHgHtY"
        "7JT9g4Mr0oKMq7hEh9tHoI0t9jK9yl53cL6JaT1p0rs10eBljk2yzjUubaV6OhjvYruK8rspn/8y8Kg5/zm2h/Iz8fmL9TPv"
        "Y1NoocMrSfbymUS7aBe3b0k8jvlv4W0sH5k2/rbJhJWo1zfHOxGrsczxAY0HPA2Fe7dWQ2ENOSYu54+fyynEqaucSpzm+VLX"
        "8aWyL93TV9lX2SonfcmwXVIkp3pl0pe2ji+NfYU9a419ySP+GY2Exr4O5hcV14eKbqUWD2SzaYv9iXIECBAgQIAAAQIE2DKQ"
        "V1KFL3fulVz3Lvwh77/OMqWV4DfJf4sTyNKTow/To8jQ28Z4SfNnO3Th+xIbtPH/F0qcpNptjGCI2zFS8vylDzZR3J8NG0b/"
        "3BIqtf6VUtr5l+v/AQeV5KA="
    )
)


def workbook(*lines, title="Parc", others=(), merged=(), hidden=()):
    book = Workbook()
    book.active.title = title
    for line in lines:
        book.active.append(line)
    for area in merged:
        book.active.merge_cells(area)
    for name, other_lines in others:
        sheet = book.create_sheet(name)
        for line in other_lines:
            sheet.append(line)
    for name in hidden:
        book[name].sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def ods(rows_xml):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="Parc">{rows_xml}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
    return content.getvalue()


def ods_row(*cells):
    return "<table:table-row>" + "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    ) + "</table:table-row>"  # fmt: skip


def codes(reading):
    return [(problem.row, problem.field, problem.code) for problem in reading.problems]
