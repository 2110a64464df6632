"""The fields of functions' environments, and what is deployed into each: one table.

A function's file says which fields it reads; they are taken from its source, so that synthesis
needs no library of any function.
"""

import ast
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from claimtrail.access.provider_watch.model import dump_providers
from claimtrail.claims.lifecycle.write_off_limits import dump_limits
from claimtrail.kernel.errors import ConfigurationError, Explanation
from infra.functions.declaration import FunctionDeclaration, QueueOf, Resource
from infra.settings import REPOSITORY, Settings

_TABLE = "infra/functions/fields.py"
_ENVIRONMENT = "Environment"
_QUEUE = re.compile(r"(?P<name>[a-z_]+)_queue_url")
"""Queues need no row: `ingest_queue_url` is the URL of the queue Ingest."""
_WITHOUT_FIELD = frozenset(
    {
        Resource.ALARMS,
        Resource.FUNCTION_LOGS,
        Resource.DATA_KEY,
        Resource.ATHENA_WORKGROUPS,
    }
)

OF_EVERY_FUNCTION = ("stage", "organization_id", "code_version")
"""Fields that every function is given, whether or not it reads them."""

Source = Resource | QueueOf | Callable[[Settings, str], str]

FIELDS: Mapping[str, Source] = MappingProxyType(
    {
        "stage": lambda settings, _version: settings.stage,
        "organization_id": lambda settings, _version: settings.organization_id,
        "code_version": lambda _settings, version: version,
        "chunk_bytes": lambda settings, _version: str(settings.chunk_bytes),
        "recheck_minutes": lambda settings, _version: str(settings.recheck_minutes),
        "settle_seconds": lambda settings, _version: str(settings.settle_seconds),
        "write_off_limits": lambda settings, _version: dump_limits(settings.write_off_limits),
        "access_review_months": lambda settings, _version: str(settings.access_reviews.months),
        "access_review_days": lambda settings, _version: str(settings.access_reviews.days),
        "attachment_scanner": lambda settings, _version: settings.attachment_scanner,
        "channels_kept_seconds": lambda settings, _version: str(settings.channels_kept_seconds),
        "rules_four_eyes": lambda settings, _version: str(settings.rules_four_eyes).lower(),
        "glass_days": lambda settings, _version: str(settings.access_reviews.glass_days),
        "glass_minutes": lambda settings, _version: str(settings.access_reviews.glass_minutes),
        "identity_providers": lambda settings, _version: dump_providers(
            one.watched for one in settings.sign_in.providers
        ),
        **{each.value: each for each in Resource if each not in _WITHOUT_FIELD},
    }
)
"""Field to what it holds: a resource, or a value of the stage or of the code's version."""


def fields_of(function: FunctionDeclaration) -> tuple[str, ...]:
    """Return the fields of a function's environment, as its source declares them."""
    tree = ast.parse(function.source.read_text(encoding="utf-8"))
    return tuple(
        statement.target.id
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name == _ENVIRONMENT
        for statement in node.body
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
    )


def sources_of(function: FunctionDeclaration) -> Mapping[str, Source]:
    """Return what is deployed into each field of a function's environment.

    Raises:
        ConfigurationError: no row has a field, the function may not reach what a field names, or
            it may reach what no field names; says which.
    """
    sources = {
        field: _source(field, function)
        for field in dict.fromkeys((*OF_EVERY_FUNCTION, *fields_of(function)))
    }
    named = {each for each in sources.values() if isinstance(each, Resource | QueueOf)}
    for field, source in sources.items():
        if source in named - function.reached:
            raise _wrong(
                function,
                "FUNCTION_FIELD_OUT_OF_REACH",
                f"{function.name} reads the field {field!r}, and may not reach {_of(source)}",
                "Add it to what the function reads or writes, or remove the field",
            )
    for each in sorted(function.reached - named - _WITHOUT_FIELD, key=_of):
        raise _wrong(
            function,
            "FUNCTION_REACHES_TOO_FAR",
            f"{function.name} may reach {_of(each)}, and no field of it names that",
            "Remove it from what the function reads or writes",
        )
    return sources


def _source(field: str, function: FunctionDeclaration) -> Source:
    queue = _QUEUE.fullmatch(field)
    if queue:
        return QueueOf(queue["name"].title().replace("_", ""))
    if field not in FIELDS:
        raise _wrong(
            function,
            "FUNCTION_FIELD_UNKNOWN",
            f"{function.name} reads the field {field!r}, and nothing is deployed into it",
            f"Add a row to FIELDS in {_TABLE}",
        )
    return FIELDS[field]


def _of(source: object) -> str:
    return source.name if isinstance(source, Resource) else str(source)


def _wrong(
    function: FunctionDeclaration, code: str, what: str, next_step: str
) -> ConfigurationError:
    source = function.source
    where = source.relative_to(REPOSITORY) if source.is_relative_to(REPOSITORY) else source
    return ConfigurationError(
        Explanation(
            code=code,
            what=what,
            where=str(where),
            next_step=f"{next_step}; infra/functions/{function.noun}.py declares the function.",
        )
    )
