from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0017_views_of_lists_move"),
    ]

    operations = [
        migrations.AddField(
            model_name="transfer",
            name="boxes_stood_in",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="deviceevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("announced", "Announced by the donor"),
                    ("found", "Found at reception, not on the list"),
                    ("opened", "Opening stock"),
                    ("moved", "Moved"),
                    ("corrected", "Last move taken back"),
                    ("described", "Description changed"),
                    ("identified", "Identifier added"),
                    ("labelled", "Label printed"),
                    ("evidence_added", "Report attached"),
                    ("medium_found", "Storage medium found"),
                    ("reset_attested", "Medium reset, to be checked by another person"),
                    ("reset_refused", "Reset not confirmed"),
                    ("medium_erased", "Medium erased and verified"),
                    ("medium_failed", "Erasure failed"),
                    ("medium_removed", "Medium removed"),
                    ("medium_destroyed", "Medium destroyed"),
                    ("no_storage", "Stated: no storage medium"),
                    ("placed", "Put in a place"),
                    ("weighed", "Weighed"),
                    ("graded", "Graded"),
                    ("categorised", "Category decided"),
                    ("checked", "Checklist filled in"),
                    ("signed_off", "Signed by a second person"),
                    ("exempted", "Second signature waived at this site"),
                    ("became_waste", "Became waste"),
                    ("left_waste", "Left waste status"),
                    ("collected", "Collected for recycling"),
                    ("lane_corrected", "Legal lane corrected"),
                    ("transfer_listed", "Put on a transfer"),
                    ("transfer_sent", "Left for another site"),
                    ("transferred", "Moved to another site"),
                    ("transfer_missed", "Missing on arrival"),
                    ("transfer_recalled", "Called back before it arrived"),
                    ("arrival_checked", "Checked on arrival"),
                    ("counted", "Counted at a stocktake"),
                    ("merged", "Merged with another device"),
                    ("part_harvested", "Part taken out"),
                    ("part_fitted", "Part fitted"),
                    ("part_returned", "Part back in stock"),
                    ("part_scrapped", "Part scrapped"),
                    ("part_awaited", "Waits for a part"),
                    ("accessory_attached", "Accessory attached"),
                    ("accessory_detached", "Accessory taken off"),
                ],
                max_length=32,
            ),
        ),
        migrations.AlterField(
            model_name="transfer",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "in preparation"),
                    ("sent", "on its way"),
                    ("partly", "being received"),
                    ("closed", "received"),
                    ("cancelled", "cancelled"),
                    ("recalled", "called back"),
                ],
                default="draft",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="transferline",
            name="state",
            field=models.CharField(
                choices=[
                    ("listed", "listed"),
                    ("sent", "on its way"),
                    ("received", "received"),
                    ("lost", "declared lost"),
                    ("stayed", "never left"),
                    ("recalled", "called back"),
                ],
                default="listed",
                max_length=12,
            ),
        ),
    ]
