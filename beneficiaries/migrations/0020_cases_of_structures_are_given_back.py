"""The outcome of a case is in words that hold for a structure as well."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('beneficiaries', '0019_structures_have_after_sales'),
    ]

    operations = [
        migrations.AlterField(
            model_name='aftersalescase',
            name='outcome',
            field=models.CharField(blank=True, choices=[('receive', 'Receive it, to be repaired and given back'), ('give_back', 'Repaired: give it back'), ('exchange', 'Exchange it'), ('end', 'Returned for good'), ('advise', 'Answered with advice'), ('report_missing', 'Declare it lost or stolen'), ('regain', 'The person has it again'), ('bring_in', 'It was found and brought here')], max_length=16),
        ),
    ]
