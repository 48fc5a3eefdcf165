"""What the entries of `algorithms/frequency.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import ndimage as ndi
from skimage import filters, restoration

from tests.algorithms.cases.case import Array, Case


def amplitudes(image: Array) -> tuple[Array]:
    """By the definition: one sum over rows and one over columns."""
    values = image - image.mean()
    waves = [
        np.exp(-2j * np.pi * np.outer(np.arange(n) - n // 2, np.arange(n)) / n) for n in image.shape
    ]
    return (np.abs(waves[0] @ values @ waves[1].T) / image.size,)


def decibels(amplitude: Array) -> Array:
    return np.asarray(20 * np.log10(np.maximum(amplitude / amplitude.max(), 1e-6)))


def answered(image: Array) -> tuple[Array, Array]:
    kernel = filters.gabor_kernel(1 / 7, np.pi / 3, 1.5)
    parts = [ndi.convolve(image.astype(float), part) for part in (kernel.real, kernel.imag)]
    return np.hypot(*parts), parts[0]


def tapered(image: Array) -> tuple[Array]:
    return (image * filters.window("blackman", image.shape),)


def undone(image: Array) -> tuple[Array]:
    """The Wiener deconvolution of `skimage.restoration`, with the identity to regularise."""
    padded = np.pad(image.astype(float), ((32, 33), (32, 33)), mode="edge")
    # The other function fills the picture up with zeros to twice its size.
    sides = [2 * n - 1 for n in padded.shape]
    whole = np.zeros(sides)
    whole[: padded.shape[0], : padded.shape[1]] = padded
    offsets = [np.arange(n) - (n - 1) / 2 for n in padded.shape]
    psf = np.exp(-np.add.outer(offsets[0] ** 2, offsets[1] ** 2) / (2 * 3.0**2))
    found = restoration.wiener(whole, psf / psf.sum(), 0.01, reg=_spike(), clip=False)
    return (np.abs(found[32 : 32 + image.shape[0], 32 : 32 + image.shape[1]]),)


def _spike() -> Array:
    return np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])


PARITY: Mapping[str, Sequence[Case]] = {
    "butterworth": [
        Case(
            lambda image: (filters.butterworth(image, 0.1, False, 3, npad=8),),
            {"cutoff_frequency_ratio": 0.1, "high_pass": False, "order": 3, "npad": 8},
        )
    ],
    "fourier_spectrum": [
        Case(amplitudes, {"decibels": False}),
        Case(
            lambda image: (decibels(amplitudes(image)[0]),),
            given=lambda coins: (coins[20:50, 20:53],),
            tolerance=1e-7,
        ),
    ],
    "window_function": [Case(tapered, {"window_type": "blackman"})],
    "gabor": [Case(answered, {"wavelength": 7, "theta": 60, "bandwidth": 1.5})],
    "inverse_filter": [Case(undone, {"sigma": 3, "noise": 0.01}, tolerance=1e-6)],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "gabor": [{"wavelength": 4.0}, {"wavelength": 5.5, "theta": 30.0, "mode": "mirror"}],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("high-pass", "butterworth"),
    ("FFT", "fourier_spectrum"),
    ("stripes", "gabor"),
    ("apodization", "window_function"),
]
