"""Timelines: drawn to the scale of days, in both forms, with nothing that the policy bars."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from claimtrail.web.claims.page.timeline_svg import (
    TimelineDrawing,
    TimelineMark,
    TimelinePoint,
    draw_timeline,
)

pytestmark = pytest.mark.capability("C8.4")
FIRST = date(2026, 10, 1)
TODAY = date(2026, 10, 31)


def point(after: int, words: str = "Received", tone: str = "quiet", **more: bool) -> TimelinePoint:
    on = FIRST + timedelta(days=after)
    return TimelinePoint(on=on, words=words, source="277CA", tone=tone, **more)


def mark(after: int, words: str = "last day for an appeal") -> TimelineMark:
    return TimelineMark(on=FIRST + timedelta(days=after), words=words)


def drawn(*points: TimelinePoint, marks: tuple[TimelineMark, ...] = ()) -> TimelineDrawing:
    found = draw_timeline(points, marks, today=TODAY, title="Timeline of the claim")
    assert found is not None
    return found


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def circles(svg: str) -> list[float]:
    return [float(one.get("cx", "")) for one in parsed(svg).iter("circle")]


def test_places_are_in_proportion_to_the_days_between() -> None:
    first, second, third = circles(drawn(point(0), point(10), point(30)).wide)

    assert (second - first) * 2 == pytest.approx(third - second, abs=0.5)


def test_waits_are_named_in_days_where_there_is_room() -> None:
    texts = re.findall(r'class="days"[^>]{1,80}>([^<]{1,40})<', drawn(point(0), point(10)).wide)

    assert texts == ["10 days", "20 days"]


@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_a_drawing_says_in_words_what_it_shows(form: str) -> None:
    both = drawn(point(0, "Submitted"), point(9, "Denied", "bad"), marks=(mark(40),))
    root = parsed(getattr(both, form))

    assert root.get("role") == "img"
    assert root.findtext("title") == "Timeline of the claim"
    assert root.findtext("desc") == (
        "Steps: Oct 1, 2026 Submitted; Oct 10, 2026 Denied. "
        "Marked days: Nov 10, 2026 last day for an appeal."
    )


@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_no_value_becomes_markup_and_no_style_stands_inside(form: str) -> None:
    svg = getattr(drawn(point(0, '<script>alert(1)</script>"'), marks=(mark(3, "<b>"),)), form)

    parsed(svg)
    assert "<script" not in svg
    assert "<b>" not in svg
    assert " style=" not in svg


def test_bad_news_a_persons_word_and_an_implied_step_differ_in_shape() -> None:
    svg = drawn(point(0, tone="bad"), point(5, is_person=True), point(9, is_inferred=True)).wide

    assert svg.count('transform="rotate(45') == 1
    assert svg.count('width="12"') == 2
    assert 'class="point quiet inferred"' in svg


def test_steps_of_one_day_are_one_mark_with_all_their_words() -> None:
    svg = drawn(point(0, "Submitted"), point(0, "999 accepted"), point(3, "Paid", "good")).wide

    assert len(circles(svg)) == 2
    assert "Oct 1, 2026: Submitted, 999 accepted" in svg


def test_a_day_beyond_the_scale_stands_at_its_edge_with_an_arrow() -> None:
    svg = drawn(point(0), marks=(mark(400),)).wide

    assert "last day for an appeal \N{RIGHTWARDS ARROW}" in svg
    places = [float(x) for x in re.findall(r'x2="([\d.]{1,8})"', svg)]
    assert max(places) <= 1000


@pytest.mark.parametrize("gap", [0, 1, 2, 3])
def test_labels_of_steps_close_together_do_not_cover_each_other(gap: int) -> None:
    points = [point(n * gap, f"Accepted by payer {n}") for n in range(6)]
    for svg in (drawn(*points).wide, drawn(*points).narrow):
        boxes = [
            (float(text.get("x", "")), float(text.get("y", "")), len("".join(text.itertext())))
            for text in parsed(svg).iter("text")
            if text.get("class") != "days"
        ]
        for place, (x, y, letters) in enumerate(boxes):
            for other_x, other_y, _ in boxes[place + 1 :]:
                is_beside = abs(y - other_y) >= 28 or other_x >= x + letters * 3 or other_x < x
                assert is_beside, (x, y, other_x, other_y)


def test_a_claim_without_steps_has_no_drawing() -> None:
    assert draw_timeline((), (), today=TODAY, title="none") is None
