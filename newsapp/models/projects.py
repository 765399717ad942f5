"""Projects and who is a member with which role."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from newsapp.domain.project_settings import Order
from newsapp.domain.roles import Role
from newsapp.models.people import Team, User


class Project(models.Model):
    """A corpus, its tag scheme and its members.

    Attributes:
        article_counter: the number that the newest article got.
        scheme_version: grows with every change of the tag scheme, so that a cached scheme can be told from a newer one.
        guidelines_version: number of the newest `Guidelines`, 0 while there are none.
        coders_per_article: to how many people an article is handed out unless somebody says otherwise.
        blind: nobody sees another coder's work on an article before its comparison is open.
        coders_anonymous: all but managers know other coders by pseudonyms, see `newsapp.anonymity`.
        small_team: the rules about who may settle what are waived one by one, and each waiver is logged.
        gold_threshold: the share of an article's coders, above a half, who must agree for their reading to become gold at
            once; None leaves all of it to reviewers.
        assign_automatically: whoever has nothing in hand and asks for an article gets one; else a manager hands them out.
        assign_order: the order in which articles are handed out, see `newsapp.domain.project_settings.Order`.
        open_at_once: how many articles that are not done somebody is handed at most; None for no limit.
        due_days: in how many days an article is to be done unless somebody says otherwise; None for no date.
        stalled_days: after how many days an article that somebody began with and left alone counts as stalled.
        is_demo: made by `create_demo`; it can be removed without typing its name.
        archived_at: since when it is only read; None while it is worked in.
        deleted_at: since when nobody sees it; an operator can restore it, or purge it.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="projects")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, max_length=2_000)
    article_counter = models.PositiveIntegerField(default=0)
    scheme_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    guidelines_version = models.PositiveIntegerField(default=0)
    coders_per_article = models.PositiveSmallIntegerField(default=2)
    blind = models.BooleanField(default=False)
    coders_anonymous = models.BooleanField(default=False)
    small_team = models.BooleanField(default=False)
    gold_threshold = models.FloatField(null=True, default=1.0)
    assign_automatically = models.BooleanField(default=False)
    assign_order = models.CharField(
        max_length=8, choices=[(order.value, order.value) for order in Order], default=Order.OLDEST.value
    )
    open_at_once = models.PositiveSmallIntegerField(null=True)
    due_days = models.PositiveSmallIntegerField(null=True)
    stalled_days = models.PositiveSmallIntegerField(default=7)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=models.Q(deleted_at=None), name="project_slug_once_among_living"
            ),
            models.CheckConstraint(
                condition=models.Q(coders_per_article__range=(1, 20)), name="project_coders_per_article_sensible"
            ),
            models.CheckConstraint(
                condition=models.Q(gold_threshold=None) | models.Q(gold_threshold__gt=0.5, gold_threshold__lte=1),
                name="project_gold_threshold_above_half",
            ),
            models.CheckConstraint(
                condition=models.Q(assign_order__in=[order.value for order in Order]), name="project_assign_order_known"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class Membership(models.Model):
    """One person's one role in one project.

    Attributes:
        languages: codes of the languages that she reads, those that she likes best first; empty for all.
        open_at_once: as the project's, for her alone; None for what counts for everybody.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=[(role.value, role.value) for role in Role])
    languages = ArrayField(models.CharField(max_length=35), default=list)
    open_at_once = models.PositiveSmallIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} in {self.project_id}"


class Guidelines(models.Model):
    """One published state of a project's guidelines; a trigger refuses to change it.

    Attributes:
        number: counts from 1 within the project.
        text: Markdown.
        summary: what is different from the one before, in its author's words.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="guidelines")
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=200_000)
    summary = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "guidelines"
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="guidelines_number_once_in_project")]

    def __str__(self) -> str:
        return f"{self.project_id}/{self.number}"


class Invitation(models.Model):
    """A link that makes whoever opens it a member; only its SHA-256 is kept.

    Attributes:
        project: into which project, None for the team alone.
        role: in the project; "" without one.
        email: to whom the link was sent, "" when it is handed over by other means.
        uses_left: how many more people can accept it.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, null=True, related_name="invitations")
    role = models.CharField(max_length=8, blank=True, choices=[(role.value, role.value) for role in Role])
    email = models.EmailField(blank=True)
    digest = models.CharField(max_length=64, unique=True)
    uses_left = models.PositiveSmallIntegerField(default=1)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(project=None, role="")
                | models.Q(project__isnull=False, role__in=[role.value for role in Role]),
                name="invitation_role_goes_with_project",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
