from __future__ import annotations

from collections.abc import Callable

import pytest
from dash.development.base_component import Component

from components.panels import (
    PLOT_CONFIG,
    empty_figure,
    histogram_panel,
    layers_panel,
    measurements_panel,
    profile_panel,
    scatter_panel,
    stability_panel,
    timing_panel,
    trace_panel,
    trend_panel,
)
from tests.components.drawn import parts, properties


@pytest.mark.parametrize(
    ("panel", "testid", "title"),
    [
        (layers_panel, "layers", "Layers"),
        (histogram_panel, "histogram", "Histogram"),
        (measurements_panel, "measurements", "Measurements"),
        (profile_panel, "profile", "Profile"),
        (trend_panel, "trend", "Trend"),
        (timing_panel, "timing", "Timing"),
        (scatter_panel, "scatter", "Scatter"),
        (trace_panel, "trace", "Pixel"),
        (stability_panel, "stability", "Stability"),
    ],
)
def test_a_panel_is_a_named_region(panel: Callable[[], Component], testid: str, title: str) -> None:
    shown = properties(panel())
    assert shown["data-testid"] == testid
    assert shown["aria-label"] == title


@pytest.mark.parametrize("place", ["layers", "measurements"])
def test_scripts_find_the_place_they_fill(place: str) -> None:
    panel = layers_panel() if place == "layers" else measurements_panel()
    assert place in [part.get("id") for part in parts(panel)]


def test_the_histogram_has_room_for_threshold_handles() -> None:
    names = [part.get("className") for part in parts(histogram_panel())]
    assert "histogram-handles" in names
    assert "histogram-graph" in names


@pytest.mark.parametrize("panel", [profile_panel, trend_panel])
def test_a_plot_has_an_area_for_marks_and_its_figures_in_words(
    panel: Callable[[], Component],
) -> None:
    names = " ".join(str(part.get("className")) for part in parts(panel()))
    assert "plot-area" in names
    assert "plot-caption" in names


def test_the_trend_can_be_reached_by_keys() -> None:
    assert "0" in [part.get("tabIndex") for part in parts(trend_panel())]


def test_values_of_the_histogram_are_selected_with_a_button_that_says_how() -> None:
    (button,) = [part for part in parts(histogram_panel()) if "data-histogram-select" in part]
    assert button["aria-pressed"] == "false"
    assert "Shift" in button["title"]


def test_the_scatter_has_a_choice_for_each_axis_and_takes_keys() -> None:
    found = list(parts(scatter_panel()))
    assert [part["data-scatter-axis"] for part in found if "data-scatter-axis" in part] == [
        "x",
        "y",
    ]
    assert "0" in [part.get("tabIndex") for part in found]


def test_a_pixel_is_chosen_and_forgotten_with_buttons_that_tell_their_keys() -> None:
    buttons = [part for part in parts(trace_panel()) if "data-trace" in part]
    assert [button["data-trace"] for button in buttons] == ["pick", "clear"]
    assert "(y)" in buttons[0]["title"]
    assert "(Esc)" in buttons[1]["title"]


def test_parameters_are_moved_by_five_percent_unless_told_otherwise() -> None:
    found = list(parts(stability_panel()))
    assert [part["value"] for part in found if "value" in part] == ["0.05", "0.01", "0.1"]
    assert [part["data-stability"] for part in found if "data-stability" in part] == ["check"]


def test_plots_send_nothing_elsewhere_and_show_no_tools() -> None:
    assert PLOT_CONFIG["displayModeBar"] is False
    assert PLOT_CONFIG["showSendToCloud"] is False


def test_the_first_figure_is_empty_and_lets_the_page_s_colours_through() -> None:
    figure = empty_figure()
    assert not figure.data
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"
