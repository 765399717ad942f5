"""All addresses of the site. What the apps' own pages and interfaces are called stands in their `urls` modules."""

from django.urls import include, path

from newsapp.web import activity, articles, drafts, projects, sign_in

urlpatterns = [
    path("", projects.home, name="home"),
    path("sign-in/<str:secret>/", sign_in.sign_in_by_link, name="sign_in_link"),
    path("accounts/", include("allauth.account.urls")),
    path("projects/<slug:slug>/", articles.article_list, name="project"),
    path("projects/<slug:slug>/articles/new/", drafts.new_article, name="article_new"),
    path("projects/<slug:slug>/articles/new/<uuid:draft_id>/", drafts.article_draft, name="article_draft"),
    path("projects/<slug:slug>/activity/", activity.activity, name="activity"),
    path("", include("annotations.urls")),
    path("api/v1/", include("annotations.api.urls")),
    path("api/v1/", include("newsapp.api.urls")),  # ends with the answer to what no route knows
]
