"""Indexes in which the list of articles finds its rows; the words of an article in a table of their own."""

import datetime
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.db import migrations, models

# The project is a word like the others: a search looks into one project's articles alone.
WORDS = """
INSERT INTO newsapp_articlesearch (article_id, vector)
SELECT id, coalesce(search, ''::tsvector) || ('''#' || project_id || '''')::tsvector FROM newsapp_article;
"""

WORDS_BACK = """
UPDATE newsapp_article SET search = ts_delete(w.vector, '#' || project_id)
FROM newsapp_articlesearch w WHERE w.article_id = newsapp_article.id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('newsapp', '0004_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='ArticleSearch',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='newsapp.article')),
                ('vector', django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                'verbose_name_plural': 'article searches',
            },
        ),
        migrations.RunSQL(WORDS, WORDS_BACK),
        migrations.RemoveIndex(
            model_name='article',
            name='article_search',
        ),
        migrations.RemoveIndex(
            model_name='assignment',
            name='assignment_of_person',
        ),
        migrations.RemoveField(
            model_name='article',
            name='search',
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('archived_at', None), ('deleted_at', None)), fields=['project', 'number'], include=('id', 'language', 'status', 'outlet', 'story', 'tags', 'published_at'), name='article_added'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(models.F('project'), django.db.models.functions.comparison.Coalesce('published_at', models.Value(datetime.datetime(1, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), models.F('number'), condition=models.Q(('archived_at', None), ('deleted_at', None)), include=('id', 'language', 'status', 'outlet', 'story', 'tags', 'published_at'), name='article_published'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('deleted_at', None)), fields=['id'], include=('project', 'number', 'language', 'status', 'outlet', 'story', 'tags', 'published_at', 'archived_at'), name='article_looked_up'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('deleted_at', None), ('outlet__isnull', False)), fields=['outlet', 'number'], include=('project', 'id', 'language', 'status', 'story', 'tags', 'published_at', 'archived_at'), name='article_of_outlet'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('deleted_at', None), ('story__isnull', False)), fields=['story', 'number'], include=('project', 'id', 'language', 'status', 'outlet', 'tags', 'published_at', 'archived_at'), name='article_of_story'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('archived_at__isnull', False), ('deleted_at', None)), fields=['project', 'number'], include=('id', 'language', 'status', 'outlet', 'story', 'tags', 'published_at'), name='article_archived'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['project', 'user', 'article'], include=('started_at', 'done_at'), name='assignment_in_hand'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('done_at', None), ('started_at__isnull', False)), fields=['project', 'article'], name='assignment_started'),
        ),
        migrations.AlterField(
            model_name='article',
            name='project',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='newsapp.project'),
        ),
        migrations.AlterField(
            model_name='assignment',
            name='article',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='newsapp.article'),
        ),
        migrations.AlterField(
            model_name='assignment',
            name='project',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='newsapp.project'),
        ),
        migrations.RemoveConstraint(
            model_name='assignment',
            name='assignment_once',
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(fields=('article', 'user'), include=('project', 'started_at', 'done_at'), name='assignment_once'),
        ),
        migrations.AlterField(
            model_name='assignment',
            name='created_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('tags__len__lte', 30)), name='article_tags_few'),
        ),
        migrations.AddIndex(
            model_name='articlesearch',
            index=django.contrib.postgres.indexes.GinIndex(fields=['vector'], name='article_words'),
        ),
    ]
