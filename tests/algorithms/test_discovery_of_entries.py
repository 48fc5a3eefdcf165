"""The catalogue is found whole, and quickly."""

from __future__ import annotations

import subprocess
import sys

from isoline import Catalogue

IDS = {
    "manual_threshold",
    "apply_hysteresis_threshold",
    "threshold_otsu",
    "threshold_li",
    "threshold_yen",
    "threshold_triangle",
    "threshold_isodata",
    "threshold_minimum",
    "threshold_mean",
    "threshold_local",
    "threshold_niblack",
    "threshold_sauvola",
    "threshold_multiotsu",
    "gaussian",
    "median",
    "denoise_bilateral",
    "denoise_tv_chambolle",
    "sobel",
    "canny",
    "sato",
    "frangi",
    "random_walker",
    "watershed",
    "slic",
    "chan_vese",
    "label",
    "connected_components",
    "remove_small_objects",
    "remove_small_holes",
    "binary_fill_holes",
    "clear_border",
    "blob_log",
    "peak_local_max",
    "regionprops_table",
    "rescale",
    "find_contours",
    "probabilistic_hough_line",
    "local_orientation",
    "bounding_boxes",
    "fitted_ellipses",
    "signed_difference",
    "object_changes",
    "mask_scores",
    "object_scores",
    "fit_image",
    "fit_labels",
    "fit_mask",
}


def test_all_entries_are_found_and_none_is_broken(catalogue: Catalogue) -> None:
    assert catalogue.broken == ()
    assert {entry.spec.id for entry in catalogue} >= IDS


def test_discovery_takes_less_than_two_seconds_of_computing() -> None:
    program = (
        "import time; from isoline import Catalogue; Catalogue.discover(); "
        "print(time.process_time())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 2


def test_entries_are_found_by_what_people_call_them(catalogue: Catalogue) -> None:
    for words, expected in [
        ("denoise", "gaussian"),
        ("blur", "gaussian"),
        ("binarize", "threshold_otsu"),
        ("count cells", "label"),
        ("vessels", "frangi"),
        ("touching objects", "watershed"),
        ("resize", "rescale"),
        ("isolines", "find_contours"),
        ("line segments", "probabilistic_hough_line"),
        ("fibres", "local_orientation"),
        ("rectangles", "bounding_boxes"),
        ("ellipses", "fitted_ellipses"),
        ("subtract", "signed_difference"),
        ("merged", "object_changes"),
        ("dice", "mask_scores"),
        ("ground truth", "object_scores"),
        ("same shape", "fit_image"),
    ]:
        assert expected in {entry.spec.id for entry in catalogue.search(words)}
