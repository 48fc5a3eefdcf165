"""Drawings: points, boxes, lines and brush strokes on a picture, as part of a recipe.

Coordinates are float (row, column) at full resolution with pixel centres at integers. The corners
of a box are half open, as those of a boxes layer are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from isoline.layers import Kind

MOST_SHAPES = 1_000
MOST_COORDINATES = 20_000
_FARTHEST = 1e7
"""Pixels; more than the sides of any picture, and few enough to count without rounding."""

Coordinate = Annotated[float, Field(ge=-_FARTHEST, le=_FARTHEST, allow_inf_nan=False)]


class ShapeType(StrEnum):
    """How the coordinates of a shape are joined."""

    POINT = "point"
    BOX = "box"
    LINE = "line"
    POLYGON = "polygon"
    STROKE = "stroke"


_FEWEST: Mapping[ShapeType, int] = {
    ShapeType.POINT: 1,
    ShapeType.BOX: 2,
    ShapeType.LINE: 2,
    ShapeType.POLYGON: 3,
    ShapeType.STROKE: 1,
}
_MOST: Mapping[ShapeType, int] = {ShapeType.POINT: 1, ShapeType.BOX: 2}

TYPES: Mapping[Kind, frozenset[ShapeType]] = {
    Kind.POINTS: frozenset({ShapeType.POINT}),
    Kind.BOXES: frozenset({ShapeType.BOX}),
    Kind.PATHS: frozenset({ShapeType.LINE, ShapeType.POLYGON, ShapeType.STROKE}),
    Kind.LABELS: frozenset(ShapeType),
}
"""Shapes that a drawing of each kind can hold."""


class Shape(BaseModel):
    """One shape of a drawing.

    Attributes
    ----------
    type : ShapeType
        A box has two opposite corners; a polygon is closed by itself.
    coordinates : tuple of (float, float)
        Rows and columns.
    label : int
        What its pixels become in a label image; a stroke of 0 erases what was drawn before it.
    width : float
        Of points, lines and strokes in a label image, in pixels; each covers a pixel at least.
    plane : int, optional
        Plane of a stack it is on, counted over all axes before rows and columns; every plane when
        left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: ShapeType
    coordinates: tuple[tuple[Coordinate, Coordinate], ...] = Field(max_length=MOST_COORDINATES)
    label: int = Field(default=1, ge=0, le=2**31 - 1)
    width: float = Field(default=1.0, gt=0, le=10_000, allow_inf_nan=False)
    plane: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _has_enough(self) -> Self:
        count, fewest = len(self.coordinates), _FEWEST[self.type]
        most = _MOST.get(self.type, MOST_COORDINATES)
        if not fewest <= count <= most:
            wanted = f"{fewest}" if fewest == most else f"{fewest} or more"
            raise ValueError(f"a {self.type} has {wanted} coordinates, got {count}")
        if self.label == 0 and self.type is not ShapeType.STROKE:
            raise ValueError(f"only a stroke erases with label 0; give the {self.type} one from 1")
        return self


class Drawing(BaseModel):
    """Shapes on a picture that feed an input of a step; a value that round-trips through JSON.

    Attributes
    ----------
    kind : Kind
        What it becomes: points, boxes, paths or labels.
    shapes : tuple of Shape
        In the order they were drawn; in a label image later ones lie over earlier ones.

    Examples
    --------
    >>> dot = Shape(type="point", coordinates=((3.0, 4.0),), label=2)
    >>> drawing = Drawing(kind="labels", shapes=(dot,))
    >>> Drawing.model_validate_json(drawing.model_dump_json()) == drawing
    True
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    shapes: tuple[Shape, ...] = Field(default=(), max_length=MOST_SHAPES)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.kind not in TYPES:
            listed = ", ".join(TYPES)
            raise ValueError(f"a drawing becomes one of {listed}; {self.kind} cannot be drawn")
        for shape in self.shapes:
            if shape.type not in TYPES[self.kind]:
                listed = ", ".join(sorted(TYPES[self.kind]))
                raise ValueError(
                    f"a drawing of {self.kind} is made of {listed}, and this holds a {shape.type}"
                )
            if shape.label == 0 and self.kind is not Kind.LABELS:
                raise ValueError(f"label 0 erases pixels, and a drawing of {self.kind} has none")
        count = sum(len(shape.coordinates) for shape in self.shapes)
        if count > MOST_COORDINATES:
            raise ValueError(
                f"a drawing has at most {MOST_COORDINATES} coordinates, this one has {count}; "
                "simplify its lines"
            )
        return self

    @property
    def content(self) -> str:
        """Hash of what is drawn: equal for equal drawings."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:32]
