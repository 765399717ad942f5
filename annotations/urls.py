"""Addresses of the pages about highlights."""

from django.urls import path

from annotations.web import exports, workbench

urlpatterns = [
    path("projects/<slug:slug>/articles/<int:number>/", workbench.article, name="article"),
    path("projects/<slug:slug>/highlights/<uuid:uuid>/card/", workbench.card, name="highlight_card"),
    path("projects/<slug:slug>/export/<slug:export_format>/", exports.export_file, name="export"),
]
