"""Tables of people, projects and the corpus."""

from newsapp.models.activity import Event, EventDetail
from newsapp.models.articles import Article, ArticleDraft, ArticleSearch, Outlet, RawDocument, Revision, Story
from newsapp.models.assignments import Assignment, SavedView
from newsapp.models.people import ApiToken, OwnKey, SignInLink, Team, TeamMember, User
from newsapp.models.projects import Guidelines, Invitation, Membership, Project

__all__ = [
    "ApiToken",
    "Article",
    "ArticleDraft",
    "ArticleSearch",
    "Assignment",
    "Event",
    "EventDetail",
    "Guidelines",
    "Invitation",
    "Membership",
    "Outlet",
    "OwnKey",
    "Project",
    "RawDocument",
    "Revision",
    "SavedView",
    "SignInLink",
    "Story",
    "Team",
    "TeamMember",
    "User",
]
