"""Addresses below `/api/v1/` that annotating answers. Included before those of `newsapp`."""

from django.urls import path, register_converter
from django.urls.converters import UUIDConverter

from annotations.api import (
    agreement,
    agreement_details,
    agreement_of_project,
    claim_changes,
    claims,
    comments,
    comparison,
    disputes,
    evidence,
    exports,
    highlights,
    relations,
    schemes,
    suggestions,
)


class AnyCaseUUID(UUIDConverter):
    """A UUID; RFC 9562 has its letters read in either case."""

    regex = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


register_converter(AnyCaseUUID, "any_case_uuid")

urlpatterns = [
    path("agreement/of/", agreement.AgreementOfBrought.as_view()),
    path("projects/", schemes.Projects.as_view()),
    path("projects/<slug:slug>/scheme/", schemes.Scheme.as_view()),
    path("projects/<slug:slug>/agreement/", agreement_of_project.AgreementOfProject.as_view()),
    path("projects/<slug:slug>/agreement/confusion/", agreement_details.AgreementConfusion.as_view()),
    path("projects/<slug:slug>/agreement/differences/", agreement_details.AgreementDifferences.as_view()),
    path("projects/<slug:slug>/agreement/trend/", agreement_details.AgreementTrend.as_view()),
    path("projects/<slug:slug>/agreement/drift/", agreement_details.AgreementDrift.as_view()),
    path("projects/<slug:slug>/tags/", schemes.Tags.as_view()),
    path("projects/<slug:slug>/tags/<slug:key>/", schemes.Tag.as_view()),
    path("projects/<slug:slug>/tags/<slug:key>/merge/", schemes.Merging.as_view()),
    path("projects/<slug:slug>/tags/<slug:key>/split/", schemes.Splitting.as_view()),
    path("projects/<slug:slug>/tags/<slug:key>/send-back/", schemes.SendingBack.as_view()),
    path("projects/<slug:slug>/articles/<int:number>/comparison/", comparison.Comparison.as_view()),
    path("projects/<slug:slug>/articles/<int:number>/gold/", comparison.Gold.as_view()),
    path("projects/<slug:slug>/articles/<int:number>/gold/agreed/", comparison.Agreed.as_view()),
    path("projects/<slug:slug>/export/<slug:export_format>/", exports.Export.as_view()),
    path("projects/<slug:slug>/highlights/", highlights.Highlights.as_view()),
    path("projects/<slug:slug>/highlights/<any_case_uuid:uuid>/", highlights.Highlight.as_view()),
    path("projects/<slug:slug>/highlights/<any_case_uuid:uuid>/restore/", highlights.Restoration.as_view()),
    path("projects/<slug:slug>/suggestions/decisions/", suggestions.Decisions.as_view()),
    path("projects/<slug:slug>/suggestions/<any_case_uuid:uuid>/decision/", suggestions.Decision.as_view()),
    path("projects/<slug:slug>/relations/", relations.Relations.as_view()),
    path("projects/<slug:slug>/relations/<any_case_uuid:uuid>/", relations.Relation.as_view()),
    path("projects/<slug:slug>/relations/<any_case_uuid:uuid>/restore/", relations.Restoration.as_view()),
    path("projects/<slug:slug>/disputes/", disputes.Disputes.as_view()),
    path("projects/<slug:slug>/disputes/<int:number>/", disputes.Dispute.as_view()),
    path("projects/<slug:slug>/disputes/<int:number>/positions/", disputes.Positions.as_view()),
    path("projects/<slug:slug>/disputes/<int:number>/votes/", disputes.Votes.as_view()),
    path("projects/<slug:slug>/disputes/<int:number>/votes/close/", disputes.Closing.as_view()),
    path("projects/<slug:slug>/disputes/<int:number>/<slug:transition>/", disputes.Step.as_view()),
    path("projects/<slug:slug>/comments/", comments.Comments.as_view()),
    path("projects/<slug:slug>/comments/<any_case_uuid:uuid>/", comments.Comment.as_view()),
    path("projects/<slug:slug>/claims/", claims.Claims.as_view()),
    path("projects/<slug:slug>/claim-ratings/", claim_changes.Ratings.as_view()),
    path("projects/<slug:slug>/claims/<int:claim>/", claims.Claim.as_view()),
    path("projects/<slug:slug>/claims/<int:claim>/merge/", claim_changes.Merging.as_view()),
    path("projects/<slug:slug>/claims/<int:claim>/split/", claim_changes.Splitting.as_view()),
    path("projects/<slug:slug>/claims/<int:claim>/review/", claims.Review.as_view()),
    path("projects/<slug:slug>/evidence/", evidence.Evidences.as_view()),
    path("projects/<slug:slug>/evidence/<any_case_uuid:uuid>/", evidence.Evidence.as_view()),
]
