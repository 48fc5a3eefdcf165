"""What declared algorithms call."""

from __future__ import annotations

import pickle
from enum import Enum

import numpy as np
import pytest

from isoline.calls import LibraryCall, resolve, with_members
from isoline.errors import DeclarationError


class Shape(Enum):
    DISK = "disk"
    SQUARE = "square"


def shaped(image: int, shape: Shape = Shape.DISK, more: list[Shape] | None = None) -> object:
    return image, shape, more


CALL = LibraryCall(
    "numpy.clip",
    names=("a", "a_min", "a_max"),
    inputs=("a",),
    defaults={"a_min": 0, "a_max": 1},
    fixed={},
    adapt=None,
)


def test_arguments_are_taken_in_declared_order() -> None:
    np.testing.assert_array_equal(CALL(np.array([0, 9]), 2, 4), [2, 4])


def test_arguments_are_taken_by_name() -> None:
    np.testing.assert_array_equal(CALL(a=np.array([0, 9]), a_max=4), [0, 4])


def test_declared_defaults_fill_in() -> None:
    np.testing.assert_array_equal(CALL(np.array([-9, 9])), [0, 1])


def test_too_many_arguments_are_refused() -> None:
    with pytest.raises(TypeError, match="clip takes a, a_min, a_max; got 4 arguments"):
        CALL(1, 2, 3, 4)


def test_an_argument_given_twice_is_refused() -> None:
    with pytest.raises(TypeError, match="clip got a_min twice"):
        CALL(1, 2, a_min=3)


def test_a_library_call_survives_pickling() -> None:
    assert pickle.loads(pickle.dumps(CALL)) == CALL


@pytest.mark.parametrize(
    "target", ["", "numpy", "numpy.no_such_function", "no_such_library.f", "numpy.pi"]
)
def test_what_is_no_function_of_a_library_is_refused(target: str) -> None:
    with pytest.raises(DeclarationError):
        resolve(target)


@pytest.mark.parametrize("given", ["square", Shape.SQUARE])
def test_a_member_may_be_given_by_its_value(given: Shape) -> None:
    assert with_members(shaped, {"shape": Shape})(1, given) == (1, Shape.SQUARE, None)


def test_members_in_lists_and_none_are_understood() -> None:
    call = with_members(shaped, {"shape": Shape, "more": Shape})
    assert call(1, more=["disk"]) == (1, Shape.DISK, [Shape.DISK])  # type: ignore[list-item]
    assert call(1, more=None) == (1, Shape.DISK, None)


def test_without_enumerations_the_function_stays_itself() -> None:
    assert with_members(shaped, {}) is shaped
