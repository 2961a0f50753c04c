from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('caseflow', '0005_sweep_queues'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsistencyRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('seconds', models.FloatField(default=0)),
                ('violations', models.PositiveIntegerField(default=0)),
                ('results', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['-started_at', '-pk'],
            },
        ),
    ]
