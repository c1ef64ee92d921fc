"""The lists there are count from their first day, and show a picture beside each item."""

import datetime
import json
from pathlib import Path

from django.db import migrations

PICTURES = {
    "starts": "power", "webcam": "camera", "charge": "charger", "video": "inputs", "bios_password": "bios_lock",
    "mdm": "lock", "frp": "lock", "activation_lock": "lock", "locks": "lock", "pixels": "screen",
    **{name: name for name in (
        "screen", "keyboard", "pointer", "usb", "wifi", "sound", "camera", "battery", "charger", "system", "clean",
        "inputs", "touch", "buttons", "reset", "calls", "stand", "cables", "safe",
    )},
}  # fmt: skip
SHIPPED = Path(__file__).parents[1] / "reference_data" / "checklists.json"
FIRST_DAY = datetime.date(2020, 1, 1)


def complete(apps, schema_editor):
    Checklist = apps.get_model("inventory", "Checklist")
    if not Checklist.objects.exists():
        return  # a new installation loads what ships
    for checklist in Checklist.objects.all():
        checklist.since = FIRST_DAY
        checklist.items = [
            {
                "code": item["code"],
                "label": item["label"],
                "picture": PICTURES.get(item["code"], "other"),
                "is_lock": item.get("is_lock", False),
                "needs_photo_on_fault": False,
            }
            for item in checklist.items
        ]
        checklist.save(update_fields=["since", "items"])
    types = {one.code: one for one in apps.get_model("core", "DeviceType").objects.all()}
    for row in json.loads(SHIPPED.read_text(encoding="utf-8")):
        kind = types.get(row["type"])
        if kind and not Checklist.objects.filter(type=kind, stage=row["stage"]).exists():
            Checklist.objects.create(**{**row, "type": kind})


class Migration(migrations.Migration):
    dependencies = [("inventory", "0011_checklists_by_stage"), ("core", "0001_initial")]
    operations = [migrations.RunPython(complete, migrations.RunPython.noop)]
