"""The agreement of a project's coders, as it was last computed."""

from django.db import models

from newsapp.models import Project


class AgreementRun(models.Model):
    """One computation; a newer one takes its place.

    Attributes:
        audience: who may see it. In a blind project members see articles whose comparison is open, reviewers all.
        blind: whether the project coded blind then; what was computed before it did is shown to reviewers alone.
        computed_at: when.
        seconds: how long it took.
        last_event: id of the newest event of the project then; 0 when there was none.
        articles: how many two or more had coded.
    """

    class Audience(models.TextChoices):
        """Who may see it."""

        MEMBERS = "members"
        REVIEWERS = "reviewers"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="agreement", db_index=False)
    audience = models.CharField(max_length=9, choices=Audience.choices)
    blind = models.BooleanField()
    computed_at = models.DateTimeField()
    seconds = models.FloatField()
    last_event = models.BigIntegerField()
    articles = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "audience"], name="agreement_once"),
            models.CheckConstraint(
                condition=models.Q(audience__in=["members", "reviewers"]), name="agreement_audience_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} for {self.audience}"


class AgreementFigure(models.Model):
    """One statistic of one group of articles.

    Attributes:
        dimension: what the group is made by.
        key: which group: two usernames with a comma, a language, the Monday of a week; "" for the project. Against gold a
            username, or one with a comma and the Monday of a week.
        tag: key of the tag whose spans were looked at; "" for all.
        statistic: its name, as in `annotations.domain.agreement.pooled.Statistic`.
        value: None when it is undefined, for `reason`.
        n: what it was computed from: words, matched spans, or spans of all coders.
        low: lower end of the interval of 95 %; None without one.
        high: its upper end.
        articles: how many the group has.
    """

    class Dimension(models.TextChoices):
        """What groups are made by."""

        PROJECT = "project"
        PAIR = "pair"
        LANGUAGE = "language"
        WEEK = "week"
        GOLD = "gold"

    run = models.ForeignKey(AgreementRun, on_delete=models.CASCADE, related_name="figures", db_index=False)
    dimension = models.CharField(max_length=8, choices=Dimension.choices)
    key = models.CharField(max_length=320, blank=True)
    tag = models.CharField(max_length=60, blank=True)
    statistic = models.CharField(max_length=40)
    value = models.FloatField(null=True)
    n = models.PositiveIntegerField()
    reason = models.CharField(max_length=20, blank=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    articles = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "dimension", "key", "tag", "statistic"], name="agreement_figure_once"
            ),
            models.CheckConstraint(
                condition=models.Q(value=None) & ~models.Q(reason="") | models.Q(value__isnull=False, reason=""),
                name="agreement_figure_or_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(low=None, high=None) | models.Q(low__lte=models.F("high")),
                name="agreement_figure_interval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.key} {self.tag} {self.statistic}"


class AgreementCell(models.Model):
    """How often one coder of an article has this tag where another has that; see `annotations.domain.agreement.confusion`.

    Attributes:
        article: its number.
        language: as the groups of figures call it.
        week: its Monday.
        first: username of the coder whose tag is `row`.
        second: that of the one whose tag is `column`; later in the alphabet.
        row: key of a tag; "" for none.
        column: likewise; not both are none.
    """

    run = models.ForeignKey(AgreementRun, on_delete=models.CASCADE, related_name="cells", db_index=False)
    article = models.PositiveIntegerField()
    language = models.CharField(max_length=35)
    week = models.DateField()
    first = models.CharField(max_length=150)
    second = models.CharField(max_length=150)
    row = models.CharField(max_length=60, blank=True)
    column = models.CharField(max_length=60, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "article", "first", "second", "row", "column"], name="agreement_cell_once"
            ),
            models.CheckConstraint(condition=~models.Q(row="", column=""), name="agreement_cell_has_a_tag"),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.row} {self.column}"
