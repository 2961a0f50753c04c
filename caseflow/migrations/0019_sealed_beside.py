from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("caseflow", "0018_post_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name=model,
            name="sealed",
            field=models.BinaryField(blank=True, null=True),
        )
        for model in ("decisionasked", "dispute", "opinionitem", "part", "settlement")
    ]
