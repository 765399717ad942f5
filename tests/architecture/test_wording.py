"""Whatever a person reads is marked for translation: refusals in the code, and words in templates."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

REFUSALS = {
    "RuleViolation": 1,
    "Conflict": 1,
    "Gone": 1,
    "TooLarge": 1,
    "PreconditionRequired": 1,
    "MailFailed": 1,
    "NotVisible": 0,
    "NotAllowed": 0,
    "Stale": 0,
}
"""Where each takes its message."""

MARKS = {"_", "gettext", "ngettext"}

WORDED_ELSEWHERE = {
    ("newsapp/errors.py", "message"),
    ("newsapp/api/bulk.py", "fault['detail']"),
    ("newsapp/api/parameters.py", "str(fault)"),
    ("newsapp/queries/invitations.py", "str(GONE)"),
    ("newsapp/services/invitations.py", "str(GONE)"),
    ("newsapp/services/people.py", "' '.join(error.messages)"),
    ("newsapp/services/article_files.py", "error.strerror"),
    ("newsapp/sandbox/pool.py", "said"),
    ("newsapp/sandbox/pool.py", "Wording.from_json(said)"),
}
"""Messages that are handed on: whoever made them marked them, or the system speaks."""

COMMANDS = "management"
"""What only the command line prints is English."""


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


class _Module:
    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self._above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}

    def messages(self) -> Iterator[ast.expr]:
        """Whatever a refusal of this module is made with, names followed to what they stand for."""
        for call in ast.walk(self.tree):
            if not isinstance(call, ast.Call):
                continue
            name, place = _name(call.func), REFUSALS.get(_name(call.func))
            if name == "__init__" and isinstance(call.func, ast.Attribute) and self._is_refusal(call):
                place = 1
            if place is None:
                continue
            given = call.args[place : place + 1] or [word.value for word in call.keywords if word.arg == "message"]
            for one in given:
                yield from self._parts(one)

    def _is_refusal(self, call: ast.Call) -> bool:
        node: ast.AST = call
        while node in self._above and not isinstance(node, ast.ClassDef):
            node = self._above[node]
        return isinstance(node, ast.ClassDef) and any(_name(base) in REFUSALS for base in node.bases)

    def _parts(self, message: ast.expr) -> Iterator[ast.expr]:
        if isinstance(message, ast.IfExp):
            yield from self._parts(message.body)
            yield from self._parts(message.orelse)
        elif isinstance(message, ast.BoolOp):
            for value in message.values:
                yield from self._parts(value)
        elif isinstance(message, ast.BinOp) and isinstance(message.op, ast.Mod):
            yield from self._parts(message.left)
        elif isinstance(message, ast.Name):
            found = [value for value in self._assigned(message) if value is not message]
            for value in found:
                yield from self._parts(value)
            if not found and not self._is_given(message):
                yield message
        else:
            yield message

    def _function(self, node: ast.AST) -> ast.AST:
        while not isinstance(node, ast.FunctionDef | ast.Module):
            node = self._above[node]
        return node

    def _assigned(self, name: ast.Name) -> Iterator[ast.expr]:
        for node in ast.walk(self._function(name)):
            if isinstance(node, ast.Assign) and any(_name(target) == name.id for target in node.targets):
                yield node.value

    def _is_given(self, name: ast.Name) -> bool:
        """Whether a parameter brings it, of a type that says so: `Wording`."""
        function = self._function(name)
        if not isinstance(function, ast.FunctionDef):
            return False
        arguments = [*function.args.args, *function.args.kwonlyargs]
        return any(one.arg == name.id and one.annotation and _name(one.annotation) == "Wording" for one in arguments)


def _is_marked(message: ast.expr) -> bool:
    if isinstance(message, ast.Attribute):
        return message.attr == "wording"
    if not isinstance(message, ast.Call):
        return False
    if _name(message.func) == "str" and len(message.args) == 1:
        return _is_marked(message.args[0])
    templates = message.args[: 2 if _name(message.func) == "ngettext" else 1]
    return _name(message.func) in MARKS and all(isinstance(one, ast.Constant) for one in templates)


def _unmarked(source: str, path: str) -> list[str]:
    return [
        f"{path}, line {message.lineno}: {ast.unparse(message)}"
        for message in _Module(ast.parse(source)).messages()
        if not _is_marked(message) and (path, ast.unparse(message)) not in WORDED_ELSEWHERE
    ]


def _modules() -> Iterator[tuple[str, str]]:
    for app in ("newsapp", "annotations"):
        for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py")):
            if COMMANDS not in path.parts:
                yield path.relative_to(settings.BASE_DIR).as_posix(), path.read_text()


def test_every_refusal_is_marked_for_translation() -> None:
    unmarked = [fault for path, source in _modules() for fault in _unmarked(source, path)]
    assert not unmarked, "Mark these with newsapp.wording's gettext (as _) or ngettext:\n" + "\n".join(unmarked)


def test_the_walk_finds_refusals() -> None:
    assert sum(len(list(_Module(ast.parse(source)).messages())) for _path, source in _modules()) > 250


def _variable_templates(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls that translate what is no literal: `makemessages` does not see what that may be."""
    modules = ("newsapp.wording", "django.utils.translation")
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module in modules]
    names = {one.asname or one.name: one.name for node in imports for one in node.names if "gettext" in one.name}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in names:
            several = "ngettext" in names[call.func.id] or "pgettext" in names[call.func.id]
            if not all(isinstance(one, ast.Constant) for one in call.args[: 2 if several else 1]):
                yield call


def test_every_template_is_written_out_where_it_is_marked() -> None:
    hidden = [
        f"{path}, line {call.lineno}: {ast.unparse(call)}"
        for path, source in _modules()
        for call in _variable_templates(ast.parse(source))
    ]
    assert not hidden


@pytest.mark.parametrize(
    "source",
    [
        'RuleViolation("code", "Plain.")',
        'errors.RuleViolation("code", f"Of {number}.")',
        'NotAllowed("Plain.")',
        'Conflict("code", message="Plain.")',
        'Stale("Plain.", current=1)',
        'TooLarge("code", _("Marked.") if few else "Plain.")',
        'RuleViolation("code", _(f"Of {number}."))',
        'RuleViolation("code", "Of %d." % number)',
        'def refuse():\n    message = "Plain."\n    raise RuleViolation("code", message)',
        'def refuse(message: str):\n    raise RuleViolation("code", message)',
        'class Mine(Conflict):\n    def __init__(self):\n        super().__init__("code", "Plain.")',
    ],
)
def test_the_walk_sees_what_is_not_marked(source: str) -> None:
    assert _unmarked(source, "newsapp/somewhere.py")


@pytest.mark.parametrize(
    "source",
    [
        'RuleViolation("code", _("Marked."), path="plain")',
        'RuleViolation("code", _("Of {number}.", number=number))',
        'TooLarge("code", ngettext("{n} tag.", "{n} tags.", n, n=n))',
        'RuleViolation("code", _("Of %(number)d.") % {"number": 1})',
        "Stale(stale.wording, current=1)",
        'def refuse():\n    message = _("Marked.")\n    raise RuleViolation("code", message)',
    ],
)
def test_the_walk_lets_through_what_is_marked(source: str) -> None:
    assert not _unmarked(source, "newsapp/somewhere.py")
