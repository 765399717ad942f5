"""Addresses of the pages about highlights."""

from django.urls import path

from annotations.web import (
    agreement,
    bulk_changes,
    concordance,
    copy_project,
    exports,
    guidelines,
    guidelines_beside,
    keys,
    new_project,
    occurrences,
    scheme,
    scheme_changes,
    scheme_tags,
    tag_definitions,
    workbench,
    workbench_parts,
)

urlpatterns = [
    path("account/keys/", keys.keys, name="keys"),
    path("new-project/", new_project.new_project, name="project_new"),
    path("new-project/address/", new_project.new_project_address, name="project_new_address"),
    path("projects/<slug:slug>/guidelines/start/", guidelines.guidelines_start, name="guidelines_start"),
    path("projects/<slug:slug>/guidelines/beside/", guidelines_beside.guidelines_beside, name="guidelines_beside"),
    path("projects/<slug:slug>/settings/copy/", copy_project.copy_project, name="project_copy"),
    path("projects/<slug:slug>/articles/<int:number>/", workbench.article, name="article"),
    path("projects/<slug:slug>/articles/<int:number>/occurrences/", occurrences.occurrences, name="occurrences"),
    path("projects/<slug:slug>/articles/<int:number>/parts/", workbench_parts.workbench_parts, name="workbench_parts"),
    path(
        "projects/<slug:slug>/articles/<int:number>/occurrences/found/",
        occurrences.occurrences_found,
        name="occurrences_found",
    ),
    path(
        "projects/<slug:slug>/articles/<int:number>/occurrences/<uuid:change_id>/undo/",
        occurrences.occurrences_undo,
        name="occurrences_undo",
    ),
    path(
        "projects/<slug:slug>/articles/<int:number>/occurrences/<uuid:change_id>/again/",
        occurrences.occurrences_again,
        name="occurrences_again",
    ),
    path("projects/<slug:slug>/agreement/", agreement.agreement, name="agreement"),
    path("projects/<slug:slug>/highlights/", concordance.highlight_list, name="highlights"),
    path("projects/<slug:slug>/highlights/changes/", bulk_changes.change, name="bulk_change"),
    path("projects/<slug:slug>/highlights/changes/preview/", bulk_changes.preview, name="bulk_preview"),
    path("projects/<slug:slug>/highlights/changes/<uuid:change_id>/undo/", bulk_changes.undo, name="bulk_undo"),
    path("projects/<slug:slug>/highlights/<uuid:uuid>/card/", workbench.card, name="highlight_card"),
    path("projects/<slug:slug>/scheme/", scheme.scheme, name="scheme"),
    path("projects/<slug:slug>/scheme/order/", scheme.scheme_order, name="scheme_order"),
    path("projects/<slug:slug>/scheme/pack/", scheme.scheme_pack, name="scheme_pack"),
    path("projects/<slug:slug>/scheme/new-tag/", scheme_tags.tag_new, name="tag_new"),
    path("projects/<slug:slug>/scheme/tags/<slug:key>/", scheme_tags.tag_edit, name="tag_edit"),
    path("projects/<slug:slug>/scheme/tags/<slug:key>/merge/", scheme_changes.tag_merge, name="tag_merge"),
    path("projects/<slug:slug>/scheme/tags/<slug:key>/split/", scheme_changes.tag_split, name="tag_split"),
    path(
        "projects/<slug:slug>/scheme/tags/<slug:key>/definition/",
        tag_definitions.tag_definition,
        name="tag_definition",
    ),
    path("projects/<slug:slug>/scheme/tags/<slug:key>/retire/", scheme_changes.tag_retire, name="tag_retire"),
    path("projects/<slug:slug>/scheme/tags/<slug:key>/restore/", scheme.tag_restore, name="tag_restore"),
    path("projects/<slug:slug>/scheme/tags/<slug:key>/delete/", scheme_changes.tag_delete, name="tag_delete"),
    path("projects/<slug:slug>/scheme/new-relation/", scheme_tags.relation_new, name="relation_new"),
    path("projects/<slug:slug>/scheme/relations/<slug:relation>/", scheme_tags.relation_edit, name="relation_edit"),
    path(
        "projects/<slug:slug>/scheme/relations/<slug:relation>/retire/", scheme.relation_retire, name="relation_retire"
    ),
    path(
        "projects/<slug:slug>/scheme/relations/<slug:relation>/delete/", scheme.relation_delete, name="relation_delete"
    ),
    path("projects/<slug:slug>/export/<slug:export_format>/", exports.export_file, name="export"),
]
