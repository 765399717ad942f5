"""Attributes that a scheme asks for until they are given."""

from dataclasses import replace

import pytest

from annotations.domain.schemes import CLAIMS
from annotations.queries.schemes import scheme_of
from annotations.services.scheme_edits import edit_tag
from newsapp.models import Project
from tests.factories import opened

pytestmark = pytest.mark.django_db


def test_an_attribute_is_asked_for(project: Project) -> None:
    asked = tuple(replace(one, required=one.key == "bound") for one in CLAIMS.tags["quantity"].attributes)
    edit_tag(access=opened(project=project), key="quantity", version=1, changes={"attributes": asked})
    project.refresh_from_db()
    stored = {one.key: one.required for one in scheme_of(project).tags["quantity"].attributes}
    assert stored == {"value": False, "bound": True, "unit": False, "place": False, "time": False}
