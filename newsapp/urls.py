"""All addresses of the site, in one place per app."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("api/v1/", include("annotations.api.urls")),
    path("api/v1/", include("newsapp.api.urls")),
]
