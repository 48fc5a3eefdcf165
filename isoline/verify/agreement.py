"""How far variants of a result agree with it, pixel by pixel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.layers import Kind
from isoline.verify.shapes import check_shapes

_CLASSES = frozenset({Kind.MASK, Kind.LABELS})


class Agreement:
    """Gathers the agreement of variants, which come one by one and need not be kept.

    Parameters
    ----------
    nominal : ndarray
        The result that variants are compared with.
    kind : Kind, optional
        Of masks and label images foregrounds are compared; of images and heat maps values, as
        1 minus their difference over the range of the nominal ones, at least 0. Told by the dtype
        when left out: floats are values.

    Examples
    --------
    >>> gathered = Agreement(np.array([True, True, False]))
    >>> gathered.add(np.array([True, False, False])), gathered.add(np.array([True, True, False]))
    (0.6666666666666666, 1.0)
    >>> gathered.share
    array([1. , 0.5, 1. ], dtype=float32)
    """

    def __init__(self, nominal: NDArray[Any], kind: Kind | None = None) -> None:
        if kind is None:
            kind = Kind.HEATMAP if nominal.dtype.kind == "f" else Kind.MASK
        self._classes = kind in _CLASSES
        self._nominal: NDArray[Any] = nominal > 0 if self._classes else nominal.astype(np.float64)
        self._range = 0.0 if self._classes else _range(self._nominal)
        self._sum = np.zeros(nominal.shape, np.float64)
        self._count = 0

    def add(self, variant: NDArray[Any]) -> float:
        """Count a variant in.

        Parameters
        ----------
        variant : ndarray, same shape as the nominal result
            What came out instead.

        Returns
        -------
        float
            Mean agreement of this variant; 1 where there are no pixels.

        Raises
        ------
        ValueError
            If its shape is another one.
        """
        check_shapes(nominal=self._nominal, variant=variant)
        shared = self._alike(variant)
        self._sum += shared
        self._count += 1
        return float(shared.mean()) if shared.size else 1.0

    @property
    def share(self) -> NDArray[np.float32]:
        """Agreement of all variants so far for each pixel, from 0 to 1; 1 before there are any."""
        if not self._count:
            return np.ones(self._sum.shape, np.float32)
        return np.asarray(self._sum / self._count, np.float32)

    def _alike(self, variant: NDArray[Any]) -> NDArray[Any]:
        if self._classes:
            return np.asarray((variant > 0) == self._nominal)
        values = variant.astype(np.float64)
        equal = (values == self._nominal) | (np.isnan(values) & np.isnan(self._nominal))
        if not self._range:
            return np.asarray(equal)
        # Infinite values have no difference; they agree with their like and nothing else.
        with np.errstate(invalid="ignore", over="ignore"):
            shared = 1 - np.abs(values - self._nominal) / self._range
        return np.where(equal, 1.0, np.nan_to_num(np.clip(shared, 0, 1), nan=0.0))


def agreement(
    nominal: NDArray[Any], variants: Iterable[NDArray[Any]], kind: Kind | None = None
) -> NDArray[np.float32]:
    """Tell for each pixel how far variants of a result agree with it.

    Parameters
    ----------
    nominal : ndarray
        The result.
    variants : iterable of ndarray, same shape
        What came out with other settings.
    kind : Kind, optional
        See `Agreement`.

    Returns
    -------
    ndarray of float32, same shape
        From 0 to 1.

    Raises
    ------
    ValueError
        If shapes differ.

    Examples
    --------
    >>> agreement(np.array([0.0, 10.0]), [np.array([1.0, 10.0]), np.array([0.0, 5.0])])
    array([0.95, 0.75], dtype=float32)
    """
    gathered = Agreement(nominal, kind)
    for variant in variants:
        gathered.add(variant)
    return gathered.share


def _range(values: NDArray[Any]) -> float:
    finite = values[np.isfinite(values)]
    # Between the lowest and the highest of all doubles lies more than the highest.
    with np.errstate(over="ignore"):
        return float(np.ptp(finite)) if finite.size else 0.0
