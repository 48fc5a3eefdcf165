"""What the entries of `algorithms/noise.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import ndimage
from skimage import restoration

from tests.algorithms.cases.case import Array, Case


def mask_of_immerkaer(image: Array) -> tuple[float, float]:
    """The mask as it stands in the paper, of which the median is taken instead of the mean."""
    mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], float)
    pixels = image.astype(float)
    sigma = float(np.median(np.abs(ndimage.convolve(pixels, mask, mode="mirror")))) / 0.67449 / 6
    return sigma, float(np.sqrt(pixels.var() - sigma**2) / sigma)


def calibrated(image: Array) -> tuple[Any, ...]:
    """Weights judged by hiding every third pixel, and the best one applied."""
    unit = image / 255
    weights = np.geomspace(0.001, 0.5, 5)
    hidden = np.zeros(unit.shape, bool)
    hidden[1::3, 1::3] = True
    losses = []
    for weight in weights:
        predicted = restoration.denoise_invariant(
            unit,
            restoration.denoise_tv_chambolle,
            stride=3,
            denoiser_kwargs={"weight": weight},
        )
        losses.append(((predicted - unit)[hidden] ** 2).mean())
    best = weights[int(np.argmin(losses))]
    made = restoration.denoise_tv_chambolle(unit, weight=best) * 255
    return made, {"strength": weights, "loss": np.array(losses)}, best


def predicted(image: Array) -> tuple[Any, ...]:
    unit = image / 255

    def blur(pixels: Array, sigma: float) -> Array:
        return np.asarray(ndimage.gaussian_filter(pixels, sigma))

    best, (tried, losses) = restoration.calibrate_denoiser(
        unit, blur, {"sigma": np.geomspace(0.3, 6, 3)}, extra_output=True
    )
    strengths = np.array([one["sigma"] for one in tried])
    return (
        best(unit) * 255,
        {"strength": strengths, "loss": np.array(losses)},
        strengths[int(np.argmin(losses))],
    )


PARITY: Mapping[str, Sequence[Case]] = {
    "noise_level": [Case(mask_of_immerkaer, tolerance=1e-4)],
    "calibrate_denoiser": [
        Case(calibrated, {"steps": 5, "stride": 3}),
        Case(predicted, {"method": "Gaussian", "steps": 3, "invariant": True}),
    ],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("estimate noise", "noise_level"),
    ("automatic denoise", "calibrate_denoiser"),
    ("noise2self", "calibrate_denoiser"),
]
