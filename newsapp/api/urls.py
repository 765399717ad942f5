"""Addresses below `/api/v1/` that the site itself answers. Included last: what no route knows ends here."""

from django.urls import path, re_path

from newsapp.api import articles, assignments, documentation, guidelines, openings, projects
from newsapp.api.views import NoSuchRoute

urlpatterns = [
    path("schema/", documentation.Schema.as_view(), name="api_schema"),
    path("docs/", documentation.docs_page, name="api_docs"),
    path("me/", projects.Me.as_view()),
    path("projects/<slug:slug>/", projects.Project.as_view()),
    path("projects/<slug:slug>/members/", projects.Members.as_view()),
    path("projects/<slug:slug>/guidelines/", guidelines.Guidelines.as_view()),
    path("projects/<slug:slug>/events/", projects.Events.as_view()),
    path("projects/<slug:slug>/stories/", projects.Stories.as_view()),
    path("projects/<slug:slug>/articles/", articles.Articles.as_view()),
    path("projects/<slug:slug>/articles/<int:number>/", articles.Article.as_view()),
    path("projects/<slug:slug>/articles/<int:number>/revisions/", articles.Revisions.as_view()),
    path("projects/<slug:slug>/assignments/", assignments.Assignments.as_view()),
    path("projects/<slug:slug>/assignments/next/", assignments.Next.as_view()),
    path("projects/<slug:slug>/assignments/<int:number>/<str:username>/", assignments.Assignment.as_view()),
    path("projects/<slug:slug>/assignments/<int:number>/<str:username>/done/", assignments.Done.as_view()),
    path("projects/<slug:slug>/assignments/<int:number>/<str:username>/hand-back/", assignments.HandBack.as_view()),
    path("projects/<slug:slug>/assignments/<int:number>/<str:username>/take-back/", assignments.TakeBack.as_view()),
    path("projects/<slug:slug>/assignments/<int:number>/<str:username>/move/", assignments.Move.as_view()),
    path("projects/<slug:slug>/articles/<int:number>/opening/", openings.Opening.as_view()),
    re_path(r"^.*$", NoSuchRoute.as_view()),
]
