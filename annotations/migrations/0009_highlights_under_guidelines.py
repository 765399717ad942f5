from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0008_marks_at_once'),
    ]

    operations = [
        migrations.AddField(
            model_name='highlight',
            name='guidelines',
            field=models.PositiveIntegerField(null=True),
        ),
    ]
