"""docs/deploying.md has every setting; docs/pipeline.md every action that the doctor asks for."""

import re
from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic import BaseModel

from infra.settings import REPOSITORY, Settings

DOCS = REPOSITORY / "docs"
ACTION = re.compile(r"\"([a-z0-9]+:[A-Z][A-Za-z]+)\"")


def models(annotation: object) -> Iterator[type[BaseModel]]:
    """The models that a field's type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models(part)


def names(model: type[BaseModel]) -> Iterator[str]:
    """The names of all fields, those of nested tables included."""
    for name, field in model.model_fields.items():
        yield name
        for nested in models(field.annotation):
            yield from names(nested)


@pytest.mark.parametrize("name", sorted({*names(Settings)} - {"stage"}))
def test_every_setting_is_described(name: str) -> None:
    page = (DOCS / "deploying.md").read_text(encoding="utf-8")

    assert re.search(rf"`\[*{name}\b[^`]*`", page), name


def test_every_action_of_the_doctor_is_in_the_operators_policy() -> None:
    sources = [*(REPOSITORY / "infra" / "accounts").glob("aws_reader.py")]
    asked = {name for path in sources for name in ACTION.findall(path.read_text(encoding="utf-8"))}
    page = (DOCS / "pipeline.md").read_text(encoding="utf-8")

    assert len(asked) > 15
    assert {name for name in asked if f"`{name}`" not in page} == set()
