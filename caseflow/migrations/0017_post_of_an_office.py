"""The office of an attempt to serve stands on it, so that an office's post is read by one index."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
UPDATE caseflow_serviceattempt a SET office_id = n.office_id
FROM caseflow_service s JOIN caseflow_notice n ON n.id = s.notice_id WHERE s.id = a.service_id
"""


class Migration(migrations.Migration):
    dependencies = [("caseflow", "0016_the_whole_law"), ("offices", "0004_reception")]

    operations = [
        migrations.AddField(
            "serviceattempt",
            "office",
            models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
