import django.db.models.deletion
from django.db import migrations, models

import reuse.core.fields


def move_signatures(apps, schema_editor):
    """Names and strokes leave the row of the hand-over for a table of their own."""
    Handover = apps.get_model("beneficiaries", "Handover")
    Signature = apps.get_model("beneficiaries", "HandoverSignature")
    kept = Handover.objects.exclude(signature_salt="").order_by("pk")
    columns = ("pk", "signature_name", "signature_strokes", "signature_salt")
    rows = kept.values_list(*columns).iterator(chunk_size=500)
    for pk, name, strokes, salt in rows:
        Signature.objects.create(handover_id=pk, name=name, strokes=strokes, salt=salt)


def move_back(apps, schema_editor):
    Handover = apps.get_model("beneficiaries", "Handover")
    Signature = apps.get_model("beneficiaries", "HandoverSignature")
    for kept in Signature.objects.order_by("pk").iterator(chunk_size=500):
        Handover.objects.filter(pk=kept.handover_id).update(
            signature_name=kept.name, signature_strokes=kept.strokes, signature_salt=kept.salt
        )


class Migration(migrations.Migration):
    dependencies = [
        ("beneficiaries", "0002_lists_have_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", reuse.core.fields.EncryptedTextField()),
                ("telephone", reuse.core.fields.EncryptedTextField(blank=True, default="")),
                ("recorded_at", models.DateTimeField()),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identity",
                        to="beneficiaries.request",
                    ),
                ),
            ],
            options={"verbose_name_plural": "identities"},
        ),
        migrations.CreateModel(
            name="HandoverSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", reuse.core.fields.EncryptedTextField(blank=True, default="")),
                ("strokes", reuse.core.fields.EncryptedTextField(blank=True, default="")),
                ("salt", models.CharField(max_length=32)),
                (
                    "handover",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signature",
                        to="beneficiaries.handover",
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="requestevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("created", "Draft begun"),
                    ("changed", "Request corrected"),
                    ("moved", "Stage changed"),
                    ("attested", "Conditions attested"),
                    ("handed_on", "Entrusted to a colleague"),
                    ("returned", "The device came back"),
                    ("anonymised", "Anonymised"),
                    ("identity_kept", "Identity kept"),
                    ("identity_forgotten", "Identity erased"),
                ],
                max_length=32,
            ),
        ),
        migrations.RunPython(move_signatures, move_back),
        migrations.RemoveField(model_name="handover", name="signature_name"),
        migrations.RemoveField(model_name="handover", name="signature_salt"),
        migrations.RemoveField(model_name="handover", name="signature_strokes"),
    ]
