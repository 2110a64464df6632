"""The page of costs has what alarms cost."""

import re
from collections import Counter

import pytest

from infra.settings import REPOSITORY
from tests.harness.templates.templates import Synthesized

ALARM, COMPOSITE = "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"


def test_the_page_of_costs_has_the_alarms_and_their_price(dev: Synthesized) -> None:
    page = (REPOSITORY / "docs" / "costs.md").read_text(encoding="utf-8")
    rows = {
        name: (int(number), float(price))
        for name, number, price in re.findall(
            r"^\| \**([\w/]+)\** \| \**(\d+)\** \| \**([\d.]+)\** \|$", page, re.MULTILINE
        )
    }
    counts = Counter(
        one.properties["Namespace"].split(f"/{dev.stage}")[0] for one in dev.resources(ALARM)
    )
    prices = {name: (number, pytest.approx(number * 0.1)) for name, number in counts.items()}
    composites = len(dev.resources(COMPOSITE))
    prices["composite"] = (composites, pytest.approx(composites * 0.5))
    whole = counts.total() + composites
    prices["all"] = (whole, pytest.approx(counts.total() * 0.1 + composites * 0.5))
    assert rows == prices
