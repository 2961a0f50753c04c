import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("caseflow", "0017_post_of_an_office")]

    operations = [
        migrations.AlterField(
            "serviceattempt",
            "office",
            models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
            ),
        ),
        migrations.AddIndex(
            "serviceattempt",
            models.Index(
                fields=["office", "returned_on"], name="attempt_returned", condition=models.Q(("returned_on__isnull", False))
            ),
        ),
        migrations.AddIndex(
            "serviceattempt",
            models.Index(
                fields=["office", "way", "sent_on", "id"],
                name="attempt_on_way",
                condition=models.Q(("received_on", None), ("returned_on", None)),
            ),
        ),
    ]
