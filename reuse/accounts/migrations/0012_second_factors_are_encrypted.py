from django.db import migrations

from reuse.core import ciphers

SECRETS = ("secret", "seed")  # of the application that shows codes; of the codes on paper


def _rewritten(by):
    def rewrite(apps, schema_editor):
        for one in apps.get_model("mfa", "Authenticator").objects.all():
            one.data |= {name: by(one.data[name]) for name in SECRETS if name in one.data}
            one.save(update_fields=["data"])

    return rewrite


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_squashed_0011_those_whose_access_ends_are_told"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(_rewritten(ciphers.encrypt), _rewritten(ciphers.decrypt))]
