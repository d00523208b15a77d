from django.db import migrations

from maillage.common.database import append_only


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        append_only(
            "journal_entry",
            ["authority_id", "at", "verb", "target_type", "target_id", "target_name", "details"],
        ),
    ]
