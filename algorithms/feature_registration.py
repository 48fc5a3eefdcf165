"""Registration by what is recognised: the same corners in two pictures."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from algorithms.alignment import SWAP, TO_IMAGE, TURNED, Array, greys, resampled, unit
from isoline import (
    Channels,
    Cost,
    Image,
    Kind,
    Number,
    Output,
    Slider,
    Transform,
    Vectors,
    algorithm,
)


class Matched(NamedTuple):
    """What matching features gives."""

    aligned: Image
    matches: Vectors
    transform: Annotated[
        Transform, Output("", Kind.TRANSFORM, "Homogeneous matrix that " + TO_IMAGE)
    ]
    inliers: Number


@algorithm(
    task="registration",
    title="Alignment by features",
    tags=["align", "ORB", "RANSAC", "keypoints", "match", "stitch", "homography", "panorama"],
    covers=["skimage.measure.ransac", "skimage.transform.estimate_transform"],
    use_when="The pictures are far apart, differ in angle or overlap only in part, and show "
    "corners and texture that can be recognised.",
    avoid_when="There is little texture, or the same pattern all over; Rotation and scale uses the "
    "whole picture. For the last tenth of a pixel follow with ECC alignment.",
    channels=Channels.AXIS,
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="camera",
    prelude=TURNED,
    references=[
        "Rublee, E., Rabaud, V., Konolige, K. and Bradski, G. (2011). ORB: an efficient "
        "alternative to SIFT or SURF. International Conference on Computer Vision, 2564-2571. "
        "doi:10.1109/ICCV.2011.6126544",
        "Fischler, M. A. and Bolles, R. C. (1981). Random sample consensus: a paradigm for model "
        "fitting with applications to image analysis and automated cartography. Communications of "
        "the ACM, 24(6), 381-395. doi:10.1145/358669.358692",
    ],
)
def feature_alignment(
    image: Image,
    reference: Image,
    model: Literal["euclidean", "similarity", "affine", "projective"] = "similarity",
    keypoints: Annotated[int, Slider(20, 1000, scale="log")] = 300,
    residual_threshold: Annotated[float, Slider(0.5, 20, step=0.5, unit="px")] = 2.0,
    max_trials: Annotated[int, Slider(10, 5000, scale="log")] = 500,
    seed: Annotated[int, Slider(0, 100)] = 0,
    channel_axis: int | None = None,
) -> Matched:
    """Find the same corners in two pictures and move one so that they coincide.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture to move.
    reference : ndarray, same shape
        Picture that stays.
    model : {"euclidean", "similarity", "affine", "projective"}
        What may happen to it: turn and shift; scale as well; stretching and shearing as well;
        perspective as well.
    keypoints : int
        Most corners to describe in each picture.
    residual_threshold : float
        Farthest that a match may lie from where the model takes it.
    max_trials : int
        Random choices of matches that are tried for a model.
    seed : int
        Start of the random choices; the same seed gives the same result.
    channel_axis : int, optional
        Axis that holds colours; corners are found on their mean.

    Returns
    -------
    aligned : ndarray, same shape and dtype as `image`
        The picture in place, linear between pixels and 0 where it has none.
    matches : ndarray of float, shape (K, 4)
        Row and column in the reference, and how far away in rows and columns the same corner is
        in the image; those that agree with the model.
    transform : ndarray of float, shape (3, 3)
        Homogeneous matrix from places in the reference to places in the image.
    inliers : float
        How many matches agree.

    Raises
    ------
    ValueError
        If there are too few corners or matches to tell.
    """
    from skimage import feature, measure, transform

    models = {
        "euclidean": transform.EuclideanTransform,
        "similarity": transform.SimilarityTransform,
        "affine": transform.AffineTransform,
        "projective": transform.ProjectiveTransform,
    }
    needed = 4 if model == "projective" else 3
    grey = greys(image, reference, channel_axis)
    (there, described), (here, also) = (_corners(unit(item), keypoints) for item in grey)
    pairs = feature.match_descriptors(also, described, cross_check=True)
    if len(pairs) <= needed:
        raise ValueError(
            f"{len(pairs)} corners match and a {model} model needs more than {needed}; allow more "
            "keypoints, or use Rotation and scale for pictures without corners"
        )
    source, target = here[pairs[:, 0], ::-1], there[pairs[:, 1], ::-1]
    _, kept = measure.ransac(
        (source, target),
        models[model],
        min_samples=needed,
        residual_threshold=residual_threshold,
        max_trials=max_trials,
        stop_probability=0.9999,
        rng=seed,
    )
    if kept is None or np.count_nonzero(kept) < needed:
        raise ValueError(
            f"no {model} model agrees with {needed} of {len(pairs)} matches; raise the residual "
            "threshold or the trials, or choose another model"
        )
    fitted = transform.estimate_transform(model, source[kept], target[kept])
    matrix = SWAP @ np.asarray(fitted.params, np.float64) @ SWAP
    places, moved = source[kept, ::-1], target[kept, ::-1]
    matches = np.hstack([places, moved - places])
    return Matched(resampled(image, matrix), matches, matrix, float(len(matches)))


def _corners(unit: NDArray[np.float32], count: int) -> tuple[Array, Array]:
    """Places in (row, column) of corners, and what they look like."""
    from skimage import feature

    detector = feature.ORB(n_keypoints=count, fast_threshold=0.05)
    try:
        detector.detect_and_extract(unit)
    except (RuntimeError, IndexError, ValueError) as error:
        raise ValueError(
            "one of the pictures has no corners to recognise; raise its contrast, or use Rotation "
            "and scale"
        ) from error
    return np.asarray(detector.keypoints), np.asarray(detector.descriptors)
