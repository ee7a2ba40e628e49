"""The map: the projection is that of the outline, every dot has its words, and names cannot break out."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from regulars.charts.world import HEIGHT, MIDDLE_X, MIDDLE_Y, SCALE, WIDTH, MapDot, project, world_map

META = Path(__file__).parents[2] / "src" / "regulars" / "web" / "static" / "dist" / "world.meta.json"


def test_the_projection_is_the_one_the_outline_was_drawn_by() -> None:
    if not META.exists():
        pytest.skip("the front end has not been built")
    meta = json.loads(META.read_text())
    assert math.isclose(SCALE, meta["scale"], rel_tol=1e-6)
    assert meta["translate"] == [MIDDLE_X, MIDDLE_Y]
    assert meta["width"] == WIDTH
    assert meta["height"] >= HEIGHT


@pytest.mark.parametrize(
    ("latitude", "longitude", "raw"),
    [  # d3.geoNaturalEarth1Raw of d3-geo 3.1.1, in radians
        (0.0, 0.0, (0.0, 0.0)),
        (51.51, -0.13, (-0.0017152288, 0.9046087260)),
        (-33.87, 151.21, (2.1717618378, -0.5976451818)),
        (64.13, -21.9, (-0.2637584508, 1.1098153885)),
    ],
)
def test_places_lie_where_d3_draws_them(latitude: float, longitude: float, raw: tuple[float, float]) -> None:
    x, y = project(latitude, longitude)
    assert math.isclose((x - MIDDLE_X) / SCALE, raw[0], abs_tol=1e-9)
    assert math.isclose((MIDDLE_Y - y) / SCALE, raw[1], abs_tol=1e-9)


def test_every_dot_says_where_and_how_many_and_large_ones_lie_below() -> None:
    drawn = world_map([MapDot(51.5, -0.1, 3, "London"), MapDot(48.9, 2.4, 1200, "Paris")], "/world.svg", "Where")
    assert drawn.index("Paris: 1,200 customers") < drawn.index("London: 3 customers")
    assert 'href="/world.svg#land"' in drawn
    assert "style=" not in drawn


def test_a_name_cannot_break_out_of_the_drawing() -> None:
    assert "<script>" not in world_map([MapDot(0, 0, 1, "<script>alert(1)</script>")], "", "<b>")


def test_a_map_without_dots_and_outline_is_drawn() -> None:
    assert world_map([], "", "Nobody").startswith("<svg")
