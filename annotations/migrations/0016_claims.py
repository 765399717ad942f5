import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0012_review'),
    ]

    operations = [
        migrations.AddField(
            model_name='evidence',
            name='body_sha256',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='ClaimRatings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ratings', models.JSONField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='claim_ratings', to='newsapp.project')),
            ],
            options={
                'verbose_name_plural': 'claim ratings',
            },
        ),
    ]
