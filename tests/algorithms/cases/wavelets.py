"""What the entries of `algorithms/wavelets.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence

from skimage import restoration

from tests.algorithms.cases.case import Array, Case


def spun(image: Array) -> tuple[Array]:
    made = restoration.cycle_spin(
        image / 255,
        restoration.denoise_wavelet,
        max_shifts=2,
        workers=1,
        func_kw={"wavelet": "db1", "rescale_sigma": True},
    )
    return (made * 255,)


PARITY: Mapping[str, Sequence[Case]] = {
    "estimate_sigma": [Case(lambda image: (restoration.estimate_sigma(image / 255) * 255,))],
    "denoise_wavelet": [
        Case(spun, {"wavelet": "db1", "shifts": 2}),
        Case(
            lambda image: (
                restoration.denoise_wavelet(
                    image / 255, 0.1, "sym4", "hard", 2, method="VisuShrink", rescale_sigma=True
                )
                * 255,
            ),
            {
                "wavelet": "sym4",
                "method": "VisuShrink",
                "mode": "hard",
                "sigma": 0.1,
                "wavelet_levels": 2,
                "shifts": 0,
            },
        ),
    ],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("wavelet", "denoise_wavelet"),
    ("cycle spinning", "denoise_wavelet"),
    ("estimate sigma", "estimate_sigma"),
]
