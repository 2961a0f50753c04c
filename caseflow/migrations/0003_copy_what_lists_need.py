from django.db import migrations

COPY = """
UPDATE caseflow_case c SET number = p.number, confidential = m.confidential,
  sender_office_id = (SELECT s.office_id FROM caseflow_case s WHERE s.id = c.parent_id)
FROM petitions_petition p, petitions_matter m WHERE p.id = c.petition_id AND m.id = c.matter_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('caseflow', '0002_search_and_lists'),
        ('petitions', '0003_index_petitions'),
    ]

    operations = [
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
    ]
