"""Hints: the commands that the program prints and the docs show, and what is wrong with each."""

import ast
import re
import shlex
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import click

from claimtrail.analytics.saved import saved_queries
from claimtrail.cli.core.declare import ListsByDefault
from claimtrail.cli.core.options import PARTNER_PROFILES, Day, PayerId
from claimtrail.cli.main import cli

ROOT = Path(__file__).parents[2]
CODE = (
    "layers/claimtrail/python/claimtrail",
    "infra",
    "functions",
    "simulator",
)
"""Folders of what is run; their string literals are what people may come to read."""
DOCS = (
    "*.md",
    "docs/*.md",
    "docs/runbooks/*.md",
    "infra/**/*.md",
    "patched_ministack/*.md",
    "tests/harness/*.md",
)
HISTORY = frozenset({"CHANGELOG.md"})
"""Pages that name commands as they were."""
NOT_COMMANDS = frozenset({"and", "distribution", "layer", "package", "command", "is"})
"""Words that follow the program's name where a sentence is about the program."""

PROGRAMS = ("claimtrail", ".venv/bin/claimtrail")

_QUOTED = re.compile(r"(?:`|<code>)([^`\n]*?(?:\n[^`\n]+)?)(?:`|</code>)")
_NAMED = re.compile(r"(?<![\w./`-])(?<!\$ )(?:\.venv/bin/)?claimtrail ([a-z][a-z0-9-]*)")
_MAKE = re.compile(r"\b[Rr]un make [a-z]")
_ENDS = frozenset({";", "|", "||", "&&", ">", ">>", "<", "&", ")"})
_PLACEHOLDER = re.compile(r"[A-Z0-9_./-]*[A-Z_]{2,}[A-Z0-9_./-]*|[A-Z]|.*[{}<>].*|.*\.\.\..*")
_PROGRAM = re.compile(r"\b(?:claimtrail|make)(?=[\s\\\"'{]|$)(?! import )", re.MULTILINE)
"""A program's name followed by what can go before an argument, in the source of a module."""
_TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A command line as it is printed or shown."""

    where: str
    """The file and line."""
    line: str
    is_complete: bool
    """True where it is there to be typed; False where prose names a command by its words."""


def program_hints() -> Iterator[Hint]:
    """Yield the commands in the string literals of the code, docstrings of modules left out."""
    for path in _modules():
        yield from _hints_of_module(path)


def unquoted_hints() -> Iterator[str]:
    """Yield the places where a literal names a command without saying where it ends."""
    for path in _modules():
        for line, text, is_doc in _literals(path):
            if is_doc or _is_command(text) or "\n  $ " in text:
                continue
            bare = _QUOTED.sub("``", text)
            named = set(_NAMED.findall(bare)) - NOT_COMMANDS
            if named or _MAKE.search(bare):
                yield f"{path.relative_to(ROOT)}:{line}: {text[:80]}"


def docs_hints() -> Iterator[Hint]:
    """Yield the commands in the code blocks and in the inline code of the docs."""
    paths = {path for pattern in DOCS for path in ROOT.glob(pattern)}
    for path in sorted(paths):
        if path.name not in HISTORY and ".venv" not in path.parts:
            yield from _hints_of_page(path)


def fault_of(hint: Hint) -> str:
    """Return what is wrong with a hint; empty when it can be typed."""
    words = _words(hint.line)
    while words and re.fullmatch(r"[A-Z_]+=\S*", words[0]):
        words = words[1:]
    program, *rest = words
    if program == "make":
        return _fault_of_make(rest)
    if program not in PROGRAMS:
        return f"no program {program}"
    return _fault_of_command(cli, rest, is_complete=hint.is_complete)


def _fault_of_make(words: Sequence[str]) -> str:
    known = set(_TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    wrong = [word for word in words if "=" not in word and word not in known]
    return f"no target {', '.join(wrong)}" if wrong else ""


def _fault_of_command(group: click.Group, words: list[str], *, is_complete: bool) -> str:
    context = click.Context(group)
    if not words or _is_placeholder(words[0]):
        return ""
    if words[0].startswith("-"):
        if isinstance(group, ListsByDefault):
            return _fault_of_command(group, ["list", *words], is_complete=is_complete)
        return _fault_of_options(group, words)
    command = group.get_command(context, words[0])
    if command is None:
        return f"no command {words[0]!r} in {group.name}"
    if isinstance(command, click.Group):
        return _fault_of_command(command, words[1:], is_complete=is_complete)
    return _fault_of_leaf(command, words[1:], is_complete=is_complete)


def _fault_of_options(command: click.Command, words: list[str]) -> str:
    known = {name for param in command.params for name in param.opts}
    wrong = [word for word in words if word.startswith("-") and word not in known | HELP]
    return f"{command.name} has no option {', '.join(wrong)}" if wrong else ""


HELP = {"--help", "-h"}


def _fault_of_leaf(command: click.Command, words: list[str], *, is_complete: bool) -> str:
    options = {
        name: param
        for param in command.params
        if isinstance(param, click.Option)
        for name in (*param.opts, *param.secondary_opts)
    }
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    given: list[str] = []
    seen: set[str] = set()
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, has_value, value = word.partition("=")
        if word in HELP or word == "...":
            return ""
        if not word.startswith("--") or word == "--":
            given.append(word)
            continue
        option = options.get(name)
        if option is None:
            return f"{command.name} has no option {name}"
        seen.add(str(option.name))
        if option.is_flag:
            continue
        if not has_value:
            if not rest and not is_complete:
                return ""
            if not rest:
                return f"{name} of {command.name} has no value"
            value = rest.pop(0)
        if fault := _fault_of_value(option, value):
            return fault
    return _fault_of_arguments(command, arguments, given, seen, is_complete=is_complete)


def _fault_of_arguments(
    command: click.Command,
    arguments: list[click.Argument],
    given: list[str],
    seen: set[str],
    *,
    is_complete: bool,
) -> str:
    takes_any = any(argument.nargs == -1 for argument in arguments)
    if len(given) > len(arguments) and not takes_any:
        return f"{command.name} takes {len(arguments)} arguments, not {given}"
    if not is_complete:
        return ""
    needed = [argument for argument in arguments if argument.required]
    if len(given) < len(needed):
        return f"{command.name} misses {needed[len(given)].human_readable_name}"
    for param in command.params:
        if isinstance(param, click.Option) and param.required and param.name not in seen:
            return f"{command.name} misses {param.opts[0]}"
    return ""


def _fault_of_value(option: click.Option, value: str) -> str:
    if _is_placeholder(value):
        return ""
    if option.name == "saved":
        known = {query.name for query in saved_queries()}
        return "" if value in known else f"no saved query {value!r}"
    if isinstance(option.type, PayerId):
        return "" if value in _payers() else f"no payer {value!r} on the local stage"
    if isinstance(option.type, click.Choice | click.types.IntParamType | Day):
        try:
            option.type.convert(value, option, None)
        except click.BadParameter as error:
            return f"{option.opts[0]}: {error.format_message()}"
    return ""


def _payers() -> set[str]:
    """Return the partners of the local stage, and ours in the examples of other stages."""
    return {path.stem for path in (ROOT / PARTNER_PROFILES).glob("*.toml")}


def _is_placeholder(word: str) -> bool:
    return _PLACEHOLDER.fullmatch(word) is not None


def _is_command(text: str) -> bool:
    return (
        re.match(r"(?:\.venv/bin/)?claimtrail [a-z-]|make [a-z-]+( [A-Z]+=\S*)*$", text) is not None
    )


def _words(line: str) -> list[str]:
    """Return the words of the first command on a line."""
    text = re.sub(r"^\$ ", "", line.strip())
    text = re.sub(r"[][]", "", text)  # what may be left out is typed here as well
    try:
        words = _split(text)
    except ValueError:  # a quoted text goes on in the next line
        words = _split(f'{text}"')
    found: list[str] = []
    for word in words:
        if word in _ENDS or word.startswith("#"):
            break
        found.append(word)
    return found


def _split(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    return list(lexer)


def _commands_in(text: str) -> Iterator[str]:
    """Yield the commands that a line of code or inline code holds, which may be several."""
    for part in re.split(r"; |\$\(|(?:^|\s)eval ", text):
        line = part.strip().removeprefix("$ ").removesuffix(')"')
        if re.match(r"(?:[A-Z_]+=\S* )*(?:\S*/)?(?:claimtrail|make) \S", line):
            yield line


@cache
def _modules() -> tuple[Path, ...]:
    """Return the modules that can hold a hint: those that name a program at all."""
    paths = (path for folder in CODE for path in sorted((ROOT / folder).rglob("*.py")))
    return tuple(path for path in paths if _PROGRAM.search(path.read_text(encoding="utf-8")))


@cache
def _literals(path: Path) -> tuple[tuple[int, str, bool], ...]:
    """Return each string literal with its line, and whether it is a docstring."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    docs: dict[int, bool] = {}
    inside: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                docs[id(first.value)] = isinstance(node, ast.FunctionDef)
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values}
    return tuple(_shown(nodes, docs, inside))


def _shown(
    nodes: Sequence[ast.AST], docs: Mapping[int, bool], inside: Container[int]
) -> Iterator[tuple[int, str, bool]]:
    """Yield what `_literals` returns: no part of another literal, no docstring of a module."""
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, _joined(node), False
            continue
        is_shown = id(node) not in inside and docs.get(id(node), True)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_shown:
            yield node.lineno, node.value, id(node) in docs


def _joined(node: ast.JoinedStr) -> str:
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "VALUE" for part in node.values
    )


def _hints_of_module(path: Path) -> Iterator[Hint]:
    for line, text, is_doc in _literals(path):
        where = f"{path.relative_to(ROOT)}:{line}"
        if _is_command(text):
            for command in _commands_in(text):
                yield Hint(where=where, line=command, is_complete=True)
        for quoted in _QUOTED.findall(text):
            for command in _commands_in(" ".join(quoted.split())):
                yield Hint(where=where, line=command, is_complete=not is_doc)


def _hints_of_page(path: Path) -> Iterator[Hint]:
    text = path.read_text(encoding="utf-8").replace(" \\\n", " ")
    is_fenced = False
    for number, line in enumerate(text.splitlines(), start=1):
        where = f"{path.relative_to(ROOT)}:{number}"
        if line.lstrip().startswith("```"):
            is_fenced = not is_fenced
        elif is_fenced or line.startswith("    "):
            for command in _commands_in(line):
                yield Hint(where=where, line=command, is_complete=True)
    prose = re.sub(r"^(?:    .*|```.*)$", "", text, flags=re.MULTILINE)
    for quoted in _QUOTED.findall(prose):
        for command in _commands_in(" ".join(quoted.split())):
            yield Hint(where=str(path.relative_to(ROOT)), line=command, is_complete=False)
