import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Nothing of a claim is another project's.
TOGETHER = """
ALTER TABLE annotations_claimproposal ADD CONSTRAINT claim_proposal_claim_in_project
    FOREIGN KEY (project_id, claim_id) REFERENCES annotations_claim (project_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE annotations_claimproposal ADD CONSTRAINT claim_proposal_other_in_project
    FOREIGN KEY (project_id, other_id) REFERENCES annotations_claim (project_id, id) DEFERRABLE INITIALLY DEFERRED;
"""

TOGETHER_BACK = """
ALTER TABLE annotations_claimproposal DROP CONSTRAINT claim_proposal_other_in_project;
ALTER TABLE annotations_claimproposal DROP CONSTRAINT claim_proposal_claim_in_project;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0014_gold'),
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
        migrations.CreateModel(
            name='ClaimProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('same', 'same'), ('conflict', 'conflict')], max_length=8)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('decision', models.CharField(choices=[('accepted', 'accepted'), ('rejected', 'rejected')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('reasons', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='annotations.claim')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='annotations.claim')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='newsapp.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('claim', 'other', 'kind', 'subject'), name='claim_proposal_decided_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'same'), ('subject', '')), ('kind', 'conflict'), _connector='OR'), name='claim_proposal_subject')],
            },
        ),
        migrations.RunSQL(TOGETHER, TOGETHER_BACK),
    ]
