"""A project's labelled spans as a file."""

from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.request import Request

from annotations.api.highlights import FILTERS
from annotations.exporters.registry import export_formats
from annotations.queries.highlights import HighlightFilter
from annotations.queries.review_filters import ReviewFilter
from annotations.services.exports import CLAIM_STATUSES, CLAIM_VERDICTS, DISPUTE_STATES, REVIEW_FILTERS, open_export
from newsapp.access import open_project
from newsapp.api.operations import operation
from newsapp.api.parameters import choice, word
from newsapp.api.schema import ContractSchema
from newsapp.api.views import ContractView
from newsapp.domain.roles import Action

OF_REVIEW = (
    choice("dispute_state", "State of the dispute that a case came of; of `adjudications`.", *DISPUTE_STATES),
    choice("status", "How far a claim is; of formats of claims.", *CLAIM_STATUSES),
    choice("verdict", "Of a claim; of formats of claims.", *CLAIM_VERDICTS),
    word("claimant", "Who is said to have made a claim; of formats of claims."),
)


class ExportSchema(ContractSchema):
    """The answer is a file, of each format's media type."""

    def get_response_serializers(self) -> Any:
        """What comes back, by status and media type."""
        answers = {key: answer for key, answer in super().get_response_serializers().items() if key != 200}
        for export_format in export_formats().values():
            media_type = export_format.media_type.partition(";")[0]
            answers[200, media_type] = OpenApiResponse(OpenApiTypes.BINARY, description="The file.")
        return answers


class Export(ContractView):
    """One snapshot of a project in a format."""

    schema = ExportSchema()

    @operation("export_project", {200: None}, parameters=(*FILTERS, *OF_REVIEW))
    def get(self, request: Request, slug: str, export_format: str) -> StreamingHttpResponse:
        """Stream one snapshot of a project.

        Filters are those of the list of highlights, and for what review makes `dispute_state`, `status`, `verdict` and
        `claimant`; a filter that a format can do nothing with is refused. In formats of spans every article is in the
        file when there is no filter, whether it has highlights or not, and so is the one that `article` names; with any
        other filter only articles in which it finds some. A file that is cut short by an error ends as a broken
        connection, never as a whole answer.
        """
        access = open_project(user=request.user, slug=slug, action=Action.EXPORT)
        case = {name: self.query[name] for name in REVIEW_FILTERS if name in self.query}
        wanted = {name: value for name, value in self.query.items() if name not in case}
        stream = open_export(
            access=access,
            export_format=export_format,
            wanted=HighlightFilter(**wanted),
            case=ReviewFilter(**case),
        )
        if request.method == "HEAD":
            stream.close()
        return StreamingHttpResponse(stream, headers=stream.headers)
