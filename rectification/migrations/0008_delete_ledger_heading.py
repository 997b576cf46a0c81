from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rectification", "0007_headings_are_answers")]

    operations = [migrations.DeleteModel("LedgerHeading")]
