"""Replies of pages: what is shown, and the record that is made before it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeAlias

from aws_lambda_powertools.shared.cookies import Cookie

from claimtrail.trail.access_log import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownData:
    """The fields that a reply shows of some subjects: rows of the access log."""

    action: Action
    subjects: tuple[str, ...]
    """Ids of claims, files, tickets and the like."""
    fields: tuple[str, ...] = ()
    """Names of what is shown."""
    statement: str | None = None
    """The question, where it was one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReply:
    """A page: a template and what it is filled with."""

    template: str
    title: str
    view: Mapping[str, Any] = field(default_factory=dict)
    shows: tuple[ShownData, ...] = ()
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataReply:
    """A document for machines and spreadsheets."""

    content_type: str
    body: str | bytes
    shows: tuple[ShownData, ...] = ()
    status: HTTPStatus = HTTPStatus.OK
    file_name: str = ""
    """The name under which a browser keeps it; empty where it shows it."""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectReply:
    """Another address, after a form was taken."""

    location: str
    cookies: tuple[Cookie, ...] = ()
    shows: tuple[ShownData, ...] = ()


Reply: TypeAlias = PageReply | DataReply | RedirectReply
