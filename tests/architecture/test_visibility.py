"""What a member may see of highlights is decided in one place: nobody opens one, or tells of one, past it."""

import ast
from collections.abc import Iterator

import pytest
from django.conf import settings

RULE = "annotations/access.py"
DECIDING = {"visible_highlights", "visible_relations", "_read_by"}
TELLING = ("annotations/queries/live.py", "annotations/queries/relations.py", "annotations/queries/suggestions.py")
ASKED_BY_ROW = {"stored_relation", "edges_of_type", "relations_with", "suggestions_behind"}
"""What services ask after the door let somebody in, or for a rule that holds for what nobody sees, too."""


def _tables_read(module: str) -> Iterator[tuple[str, str]]:
    """Each function of a module that reads a table, and the table."""
    tree = ast.parse((settings.BASE_DIR / module).read_text())
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Attribute) and node.attr == "objects" and isinstance(node.value, ast.Name):
                yield function.name, node.value.id


@pytest.mark.parametrize("module", [RULE, *TELLING])
def test_highlights_and_relations_are_read_by_the_rule(module: str) -> None:
    past = {name for name, table in _tables_read(module) if table in {"Highlight", "Relation"}}
    assert past - ASKED_BY_ROW == (DECIDING if module == RULE else set())
