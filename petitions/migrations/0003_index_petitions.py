from django.db import migrations


def index_all(apps, schema_editor):
    """Search rows for what was registered before."""
    from petitions.searching import search_text

    petitions, rows = apps.get_model("petitions", "Petition"), apps.get_model("petitions", "SearchText")
    batch = []
    for p in petitions.objects.filter(confidential=False).iterator(chunk_size=500):
        text = search_text(p.number, p.external_no, p.summary, p.text)
        batch.append(rows(petition_id=p.pk, received_at=p.received_at, text=text))
        if len(batch) == 500:
            rows.objects.bulk_create(batch)
            batch = []
    rows.objects.bulk_create(batch)
    schema_editor.execute("""
        UPDATE petitions_searchtext s SET office_ids = f.ids FROM (
          SELECT l.petition_id, array_agg(DISTINCT p.office_id::int) AS ids
          FROM petitions_extract l
          JOIN petitions_matter m ON m.id = l.matter_id AND NOT m.confidential
          JOIN petitions_participation p ON p.matter_id = l.matter_id AND p.until IS NULL
          WHERE l.until IS NULL GROUP BY 1) f WHERE s.petition_id = f.petition_id""")


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0002_search_and_lists'),
    ]

    operations = [
        migrations.RunPython(index_all, migrations.RunPython.noop),
    ]
