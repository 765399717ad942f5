from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0015_dispute_votings'),
    ]

    operations = [
        migrations.AddField(
            model_name='evidence',
            name='body_sha256',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
    ]
