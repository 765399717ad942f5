"""Tables of people, projects and the corpus."""

from newsapp.models.activity import Event, EventDetail
from newsapp.models.articles import Article, ArticleDraft, Outlet, RawDocument, Revision, Story
from newsapp.models.people import ApiToken, SignInLink, Team, TeamMember, User
from newsapp.models.projects import Membership, Project

__all__ = [
    "ApiToken",
    "Article",
    "ArticleDraft",
    "Event",
    "EventDetail",
    "Membership",
    "Outlet",
    "Project",
    "RawDocument",
    "Revision",
    "SignInLink",
    "Story",
    "Team",
    "TeamMember",
    "User",
]
