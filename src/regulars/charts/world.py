"""Customers on a map of the world.

The outline is a file of its own, projected when the front end is built; dots are placed here by the same projection.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import radians, sqrt

from regulars.charts import text
from regulars.charts.markup import Markup, el

# of the outline's 380 pixels, what lies below is without land
WIDTH, HEIGHT = 720, 332
# d3's geoNaturalEarth1().fitExtent([[2, 2], [718, 378]], {type: "Sphere"}), as frontend/build.mjs has it
SCALE, MIDDLE_X, MIDDLE_Y = 130.87738515424033, 360.0, 190.0
_SMALLEST, _LARGEST = 2.0, 15.0


@dataclass(frozen=True, slots=True)
class MapDot:
    """Customers at a spot: degrees north and east. `is_area`: somewhere in a country, drawn as a ring."""

    latitude: float
    longitude: float
    customers: int
    label: str
    is_area: bool = False


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Pixels of the outline's drawing, by the Natural Earth projection.

    The polynomial is that of Savric, Jenny, Patterson, Petrovic and Hurni, "A Polynomial Equation for the Natural Earth
    Projection" (2011).
    """
    lam, phi = radians(longitude), radians(latitude)
    phi2 = phi * phi
    phi4 = phi2 * phi2
    x = lam * (0.8707 - 0.131979 * phi2 + phi4 * (-0.013791 + phi4 * (0.003971 * phi2 - 0.001529 * phi4)))
    y = phi * (1.007226 + phi2 * (0.015085 + phi4 * (-0.044475 + 0.028874 * phi2 - 0.005916 * phi4)))
    return MIDDLE_X + SCALE * x, MIDDLE_Y - SCALE * y


def world_map(dots: Sequence[MapDot], outline: str, label: str) -> Markup:
    """The map. `outline` is the address of the outline's file (empty where it was not built); small dots lie on large ones."""
    most = max((dot.customers for dot in dots), default=1)
    everybody = sum(dot.customers for dot in dots) or 1
    # customers spread over many places would hide the land with dots of the same size
    largest = min(_LARGEST, 4 + 22 * sqrt(most / everybody))
    shapes = [_dot(dot, most, largest) for dot in sorted(dots, key=lambda dot: -dot.customers)]
    land = (
        [
            el("use", href=f"{outline}#land", class_="land"),
            el("use", href=f"{outline}#borders", class_="borders"),
        ]
        if outline
        else []
    )
    return el(
        "svg", *land, el("g", *shapes, class_="dots"), viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=label, class_="world"
    )


def _dot(dot: MapDot, most: int, largest: float) -> Markup:
    x, y = project(dot.latitude, dot.longitude)
    radius = _SMALLEST + (largest - _SMALLEST) * sqrt(dot.customers / most)
    words = f"{dot.label}: {text.plural(dot.customers, 'customer')}"
    return el(
        "circle",
        el("title", words),
        cx=f"{x:.1f}",
        cy=f"{y:.1f}",
        r=f"{radius:.1f}",
        class_="area" if dot.is_area else None,
    )
