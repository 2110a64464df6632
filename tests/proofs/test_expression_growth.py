"""No regular expression of the package can take longer than its text is long."""

import ast
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import claimtrail
from tests.harness.growth.compiled_expressions import LEFT_OUT
from tests.harness.growth.expression_growth import growth_of

ROOT = Path(claimtrail.__file__).parent
MATCHED = {
    ("/x12/guides/segment_expressions.py", "compiled"),
    ("/x12/fast_path/loops.py", "compile_loop"),
    ("/x12/fast_path/columns.py", "pattern"),
    ("/x12/envelopes/envelope_scanner.py", "_here"),
    ("/x12/envelopes/envelope_scanner.py", "_empty_run"),
    ("/x12/envelopes/envelope_scanner.py", "_first_empty"),
    ("/x12/validate/validator.py", "_WITHOUT_MARK"),
    ("/trail/chaining/chain.py", "_KEY"),
    ("/tickets/attachments/sniffing.py", "_MARKUP"),
    ("/cli/core/tables.py", "_WIDE_WORD"),
    ("/tickets/masking/labels.py", "_SPACED_LETTERS"),
    ("/tickets/masking/name_contexts.py", "_LINE_END"),
}
"""Expressions that are only tried at one place of a text, by the name that they are given or by the
function that returns them; every other one is taken for one that is searched for."""
SEARCHES = r"\.(?:search|finditer|findall|subn?|split)\b"


@cache
def compiled() -> tuple[dict[str, Any], ...]:
    command = [sys.executable, "-m", "tests.harness.growth.compiled_expressions"]
    cwd = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, capture_output=True, check=True, text=True, cwd=cwd)  # noqa: S603
    return tuple(json.loads(done.stdout))


@cache
def calls(path: str) -> dict[int, tuple[str, str | bytes | None]]:
    """Calls of `re` in a module by line: the name that the result is given, and a literal."""
    tree = ast.parse((ROOT / path.removeprefix("/")).read_text(encoding="utf-8"))
    found = {}
    for function in ast.walk(tree):
        names = [function.name] if isinstance(function, ast.FunctionDef) else [""]
        for node in ast.walk(function) if names[0] else ast.iter_child_nodes(function):
            target = _target(node) or names[0]
            for call in ast.walk(node) if isinstance(node, ast.stmt) else []:
                if _is_of_re(call):
                    first = call.args[0]
                    literal = first.value if isinstance(first, ast.Constant) else None
                    known = found.get(call.lineno)
                    if known is None or not known[0] or _target(node):
                        found[call.lineno] = target, literal
    return found


def _target(node: ast.AST) -> str:
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
    for target in targets:
        if isinstance(target, ast.Name):
            return target.id
        if isinstance(target, ast.Attribute):
            return target.attr
    return ""


def _is_of_re(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return False
    of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
    return of_re and node.func.attr != "escape"


def is_searched(path: str, line: int) -> bool:
    names = {name for start, (name, _) in calls(path).items() if abs(start - line) <= 1}
    return not any((path, name) in MATCHED for name in names)


def test_no_expression_grows_faster_than_its_text() -> None:
    assert len(compiled()) > 300
    growing = {}
    for row in compiled():
        text = row["text"].encode("latin-1") if row["is_bytes"] else row["text"]
        why = growth_of(text, searched=is_searched(row["path"], row["line"]))
        if why:
            growing[row["path"], row["line"], row["text"][:60]] = why
    assert growing == {}


def test_every_expression_of_the_package_is_seen() -> None:
    seen = {(row["path"], row["line"]) for row in compiled()}
    paths = ["/" + str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py")]
    left_out = {name.removeprefix("claimtrail").replace(".", "/") for name in LEFT_OUT}
    unseen = {}
    for path in paths:
        if any(path.startswith(name) for name in left_out):
            continue
        for line, (name, literal) in calls(path).items():
            if literal is None and not any((path, line + at) in seen for at in (-1, 0, 1, 2)):
                unseen[path, line] = name
            elif literal is not None:
                assert not growth_of(literal, searched=is_searched(path, line)), (path, line)
    assert unseen == {}


def test_what_is_only_matched_is_never_searched_for() -> None:
    for path, name in MATCHED:
        text = (ROOT / path.removeprefix("/")).read_text(encoding="utf-8")
        assert not re.search(rf"\b{name}{SEARCHES}", text), (path, name)


@pytest.mark.parametrize(
    ("expression", "searched"),
    [
        ("a*a*b", False),
        ("(?:a*)*b", False),
        ("(?:ab|a)(?:b?c)*a*a*d", False),
        ("(?:REF=A[^~]*~|REF=[AB][^~]*~)*X", False),
        ("(?:x+,?)*;", False),
        ("a*b", True),
        (" +(?=x|\\Z)", True),
        ("-[0-9.]*[1-9][0-9.]*", False),
        ("CLP=([^=~]*)(?=[^~]*~)", True),
        ("~(?:CLP=([^=~]*)[^~]*|X)(?=~)", False),
        ("([ab])(?:a|\\1)*;", False),
        ("(a*);\\1a*;", False),
        ("b(?:b*c)?", True),
        ("b(?:b+c)*", True),
    ],
)
def test_expressions_that_grow_are_found(expression: str, *, searched: bool) -> None:
    assert growth_of(expression, searched=searched)


@pytest.mark.parametrize(
    ("expression", "searched"),
    [
        ("a*b", False),
        ("(?<! ) ++(?=x|\\Z)", True),
        ("-[0.]*+[1-9][0-9.]*+", False),
        ("~[ ]*X", True),
        ("(?:REF=A[^~]*~|REF=B[^~]*~)*X", False),
        ("(?:[ -y]{0,59}[!-y]~)*X", False),
        ("CLP=([^=~]*)=([^=~]*)", True),
        ("[^a]+", True),
        ("([-/])a*\\1a*\\1", False),
        ("[a-z]++(?:'[a-z]++)*+", True),
        (";(?:-[a-z]{1,20}){1,4};", True),
    ],
)
def test_expressions_that_do_not_grow_pass(expression: str, *, searched: bool) -> None:
    assert not growth_of(expression, searched=searched)
