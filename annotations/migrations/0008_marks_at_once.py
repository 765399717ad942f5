from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0007_relations'),
    ]

    operations = [
        migrations.AlterField(
            model_name='bulkchange',
            name='kind',
            field=models.CharField(choices=[('retag', 'Retag'), ('delete', 'Delete'), ('mark', 'Mark')], max_length=6),
        ),
    ]
