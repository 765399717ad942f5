"""Articles: taking them in, editing what is known of them, deleting them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from newsapp.access import ArticleAccess, ProjectAccess
from newsapp.domain.articles import Details, Document, NewArticle, checked_details, cleaned, preserved
from newsapp.domain.extraction.article import CleanedArticle
from newsapp.domain.texts import decode, sha256_of, sha256_of_bytes
from newsapp.errors import Conflict, RuleViolation, Several, Stale
from newsapp.models import Article, ArticleSearch, Outlet, Project, RawDocument, Revision, Story
from newsapp.queries.article_search import words_of
from newsapp.sandbox.pool import run_cleaning
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _

_WORDS = tuple(name for name in Details.__dataclass_fields__ if name != "tags")
"""What is known of an article in words; the log keeps them apart, so that they can be erased."""


def read_document(*, content: bytes, filename: str = "", media_type: str = "", charset: str | None = None) -> Document:
    """An uploaded file as a document; a page is told by its type, its name or its beginning.

    Raises:
        RuleViolation: a file of the wrong kind, or a charset that cannot be read.
        TooLarge: over `MAX_RAW_BYTES`.
    """
    decoded = decode(raw=content, declared=charset)
    text = decoded.text
    start = text[:2_000].lstrip("\ufeff \t\r\n").lower()
    page = (
        media_type in {"text/html", "application/xhtml+xml"}
        or filename.lower().endswith((".html", ".htm", ".xhtml"))
        or start.startswith(("<!doctype html", "<html", "<head", "<body", "<?xml"))
        or "<html" in start
    )
    # A charset that was declared has to be known again when the kept bytes are read another time.
    media_type = ("text/html" if page else "text/plain") + (f"; charset={decoded.charset}" if charset else "")
    return Document("html" if page else "raw", content, text, media_type, filename)


def clean_document(*, document: Document, keep: Iterable[str] = ()) -> CleanedArticle:
    """What cleaning makes of a document, in a child process; `keep` names removals to be taken back.

    Raises:
        RuleViolation: nothing of an article is in it, it takes too long or too much memory.
    """
    return run_cleaning(kind=document.kind, payload=document.text, keep=keep)


def article_of_document(*, document: Document, details: Details, keep: Iterable[str] = ()) -> NewArticle:
    """Clean a document into an article that can be stored; see `add_articles`."""
    article = clean_document(document=document, keep=keep)
    if details.published_at is None and article.published_at:
        details = replace(details, published_at=moment_of(article.published_at))
    return cleaned(article=article, document=document, details=details)


def article_of_text(*, text: str, details: Details) -> NewArticle:
    """An article whose text is kept as it is; see `add_articles`."""
    return preserved(text=text, details=details)


def moment_of(value: str) -> datetime | None:
    """A date or time in ISO 8601 as a moment; what names no zone is taken as UTC. None when it is neither."""
    try:
        parsed = parse_datetime(value)
        day: date | None = None if parsed else parse_date(value)
    except ValueError:
        return None
    if parsed is None and day is not None:
        parsed = datetime.combine(day, time())
    if parsed is None:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


@transaction.atomic
def add_articles(*, access: ProjectAccess, articles: Sequence[NewArticle]) -> list[Article]:
    """Store articles, all or none, in the given order.

    Raises:
        Conflict: (one article) its text or its address is there already; `existing` is that article's number.
        Several: (more of them) a `Conflict` with path `[index]` for each that is there already.
    """
    project = access.project
    digests = [sha256_of(article.text) for article in articles]
    # The counter's row lock also makes two imports of the same text take turns.
    Project.objects.filter(pk=project.pk).update(article_counter=F("article_counter") + len(articles))
    counter = Project.objects.values_list("article_counter", flat=True).get(pk=project.pk)
    _refuse_known(project, articles, digests)
    names = _rows_by_name(project, articles)
    first = counter - len(articles) + 1
    rows = [
        Article(
            project=project,
            number=first + index,
            title=article.details.title or "",
            language=article.details.language or "",
            url=article.details.url,
            outlet=names[0].get(article.details.outlet or ""),
            story=names[1].get(article.details.story or ""),
            published_at=article.details.published_at,
            metadata=dict(article.details.metadata),
            tags=list(article.details.tags),
            text_sha256=digest,
        )
        for index, (article, digest) in enumerate(zip(articles, digests, strict=True))
    ]
    try:
        with transaction.atomic():
            Article.objects.bulk_create(rows)
    except IntegrityError as error:
        if _violated(error) == "article_tags_in_scheme":
            raise _unknown_tags(rows) from error
        raise
    ArticleSearch.objects.bulk_create(
        ArticleSearch(
            article=row,
            vector=words_of(project_id=project.pk, title=row.title, text=article.text, language=row.language),
        )
        for row, article in zip(rows, articles, strict=True)
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            article=row,
            number=1,
            text=article.text,
            length=len(article.text),
            sha256=digest,
            blocks=[block.to_json() for block in article.blocks],
            cleaning=list(article.cleaning),
            origin=article.origin,
            created_by=access.user,
        )
        for row, article, digest in zip(rows, articles, digests, strict=True)
    )
    RawDocument.objects.bulk_create(
        RawDocument(
            revision=revision,
            content=article.document.content,
            sha256=sha256_of_bytes(article.document.content),
            media_type=article.document.media_type,
            filename=article.document.filename[:255],
        )
        for revision, article in zip(revisions, articles, strict=True)
        if article.document is not None
    )
    for row, revision in zip(rows, revisions, strict=True):
        row.current_revision = revision
    Article.objects.bulk_update(rows, ["current_revision"])
    record(
        project_id=project.pk,
        actor_id=access.user.pk,
        happenings=[
            Happening(
                "article.added",
                str(row.number),
                row.pk,
                {"revision": 1, "origin": article.origin, **_logged(article.details, ["tags"])},
                _logged(article.details, [name for name in _WORDS if getattr(article.details, name)]),
            )
            for row, article in zip(rows, articles, strict=True)
        ],
    )
    return rows


def _violated(error: IntegrityError) -> str:
    """The name of the constraint that an error is about."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


def _unknown_tags(rows: Sequence[Article]) -> RuleViolation:
    """Which articles have a tag that the scheme has not; the database knows, one by one."""
    faults: list[RuleViolation] = []
    for index, row in enumerate(rows):
        try:
            with transaction.atomic():
                Article.objects.bulk_create([row])
                transaction.set_rollback(True)
        except IntegrityError:
            path = f"{index}.tags" if len(rows) > 1 else "tags"
            faults.append(RuleViolation("unknown_tag", _("The scheme has no such article tag."), path=path))
    return Several(faults) if len(rows) > 1 else faults[0]


def _refuse_known(project: Project, articles: Sequence[NewArticle], digests: Sequence[str]) -> None:
    urls = [article.details.url for article in articles if article.details.url]
    living = Article.objects.filter(project=project, deleted_at=None)
    by_text = dict(living.filter(text_sha256__in=digests).values_list("text_sha256", "number"))
    by_url = dict(living.filter(url__in=urls).values_list("url", "number")) if urls else {}
    conflicts: list[RuleViolation] = []
    for index, (article, digest) in enumerate(zip(articles, digests, strict=True)):
        what = "text" if digest in by_text else "url"
        number = by_text.get(digest) or by_url.get(article.details.url)
        if number:
            path = f"{index}" if len(articles) > 1 else ""
            message = _(
                "Article {number} of this project has the same {value}.",
                number=number,
                value="text" if what == "text" else "address",
            )
            conflicts.append(Conflict("article_exists", message, existing=number, path=path))
        by_text.setdefault(digest, 0)
        if digests.index(digest) < index:
            conflicts.append(
                RuleViolation("duplicate", _("The same text comes twice in this request."), path=f"{index}")
            )
        elif article.details.url and any(a.details.url == article.details.url for a in articles[:index]):
            conflicts.append(
                RuleViolation("duplicate", _("The same address comes twice in this request."), path=f"{index}")
            )
    if len(conflicts) == 1 and len(articles) == 1:
        raise conflicts[0]
    if conflicts:
        raise Several(conflicts)


def _rows_by_name(project: Project, articles: Sequence[NewArticle]) -> tuple[dict[str, Outlet], dict[str, Story]]:
    outlets = {article.details.outlet for article in articles if article.details.outlet}
    stories = {article.details.story for article in articles if article.details.story}
    Outlet.objects.bulk_create((Outlet(project=project, name=n) for n in sorted(outlets)), ignore_conflicts=True)
    Story.objects.bulk_create((Story(project=project, name=n) for n in sorted(stories)), ignore_conflicts=True)
    return (
        {row.name: row for row in Outlet.objects.filter(project=project, name__in=outlets)} if outlets else {},
        {row.name: row for row in Story.objects.filter(project=project, name__in=stories)} if stories else {},
    )


def details_of(article: Article) -> Details:
    """What is known of an article now, for `edit_article`; its outlet and story must be loaded."""
    return Details(
        title=article.title,
        language=article.language,
        url=article.url,
        outlet=article.outlet.name if article.outlet else None,
        published_at=article.published_at,
        story=article.story.name if article.story else None,
        metadata=article.metadata,
        tags=tuple(article.tags),
    )


@transaction.atomic
def edit_article(*, access: ArticleAccess, version: int, details: Details) -> Article:
    """Change what is known of an article; `details` holds all of it, new and old.

    Raises:
        Stale: somebody changed it since `version`.
        Conflict: another article has the address.
    """
    article = (
        Article.objects.select_for_update(of=("self",)).select_related("outlet", "story").get(pk=access.article.pk)
    )
    if article.version != version or article.deleted_at is not None:
        raise Stale(_("The article was changed meanwhile."), current=article.version)
    checked = checked_details(details, text=access.revision.text)
    prepared = NewArticle(access.revision.text, (), (), "data", checked)
    outlets, stories = _rows_by_name(access.project, [prepared])
    before = details_of(article)
    article.title, article.language, article.url = checked.title or "", checked.language or "", checked.url
    article.outlet, article.story = outlets.get(checked.outlet or ""), stories.get(checked.story or "")
    article.published_at, article.metadata, article.tags = (
        checked.published_at,
        dict(checked.metadata),
        list(checked.tags),
    )
    article.version += 1
    try:
        with transaction.atomic():
            article.save()
    except IntegrityError as error:
        if _violated(error) == "article_tags_in_scheme":
            raise RuleViolation("unknown_tag", _("The scheme has no such article tag."), path="tags") from error
        if _violated(error) != "article_url_once_in_project":
            raise
        raise Conflict("article_exists", _("Another article has this address."), path="url") from error
    ArticleSearch.objects.filter(article=article).update(
        vector=words_of(
            project_id=access.project.pk, title=article.title, text=access.revision.text, language=article.language
        )
    )
    record(
        project_id=access.project.pk,
        actor_id=access.user.pk,
        happenings=[_changed(article, before, details_of(article))],
    )
    return article


def _changed(article: Article, before: Details, after: Details) -> Happening:
    """What was before and is after: the tags' keys in the event, the words beside it."""
    names = [name for name in Details.__dataclass_fields__ if getattr(before, name) != getattr(after, name)]
    keys, words = [name for name in names if name == "tags"], [name for name in names if name != "tags"]
    data = {"before": _logged(before, keys), "after": _logged(after, keys)}
    detail = {"before": _logged(before, words), "after": _logged(after, words)} if words else None
    return Happening("article.changed", str(article.number), article.pk, {"version": article.version, **data}, detail)


def _logged(details: Details, names: Sequence[str]) -> dict[str, object]:
    values = {name: getattr(details, name) for name in names}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


@transaction.atomic
def delete_article(*, access: ArticleAccess, version: int) -> None:
    """Take an article out of the project; its highlights go out of sight with it, nothing is erased.

    Raises:
        Stale: somebody changed it since `version`.
    """
    touched = Article.objects.filter(pk=access.article.pk, version=version, deleted_at=None).update(
        deleted_at=timezone.now(), version=F("version") + 1
    )
    if not touched:
        current = Article.objects.values_list("version", flat=True).get(pk=access.article.pk)
        raise Stale(_("The article was changed meanwhile."), current=current)
    record(
        project_id=access.project.pk,
        actor_id=access.user.pk,
        happenings=[Happening("article.deleted", str(access.article.number), access.article.pk)],
    )
