"""The workbench: a picture, the steps on it, and everything that follows a slider."""

from __future__ import annotations

import dash
from dash import ALL, ClientsideFunction, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from components import drawing
from components.attributes import aria, data
from components.help import Shortcut, shortcuts
from components.palette import CHOSEN, palette
from components.panels import (
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
from components.recipe import Recipe, RecipeStep, completed, opened_on
from components.step_card import step_cards
from components.track_figures import track_figures
from components.upload import upload
from components.viewer import filmstrip, viewer, viewer_footer
from isoline import Catalogue, Pipeline
from isoline.errors import IsolineError, UnknownImageError
from isoline.fitness import fit
from isoline.server.services import Services, current_services

FIRST_IMAGE = "coins"
KEYS = (
    Shortcut(("/",), "Add a step"),
    Shortcut(("Enter",), "Apply changes that wait, where a step is slow"),
    Shortcut(("+", "−"), "Zoom in or out, on the picture"),
    Shortcut(("0",), "Fit the picture; a double click does too"),
    Shortcut(("1",), "One pixel of the picture to one of the screen"),
    Shortcut(("←", "→", "↑", "↓"), "Move the picture, or the slider that has the focus"),
    Shortcut(("Shift", "drag"), "Zoom into a box"),
    Shortcut(("p",), "Draw a line to see the values along it; P takes it away"),
    Shortcut(("h",), "Histogram on a linear, square-root or logarithmic scale"),
    Shortcut(
        ("W", "drag"), "Contrast: across for its width, down for its level; or the right button"
    ),
    Shortcut(
        ("C",), "Contrast without the darkest and brightest hundredth; with Shift the full one"
    ),
    Shortcut(("s",), "Select values in the histogram; Shift and a drag over it does too"),
    Shortcut(("y",), "Why this pixel? The next click says what each step made of it"),
    Shortcut(("k",), "Keep what is looked at for comparison"),
    Shortcut(("Esc",), "Clear what is selected, in the plots and on the picture"),
    Shortcut(("\\",), "Hold to see the picture without the result"),
    Shortcut(("F",), "Show or fold the filmstrip"),
    Shortcut(("A",), "Show or hide the axes"),
)


def layout(
    algorithm: str | None = None,
    image: str | None = None,
    recipe: str | None = None,
    **_others: str,
) -> Component:
    """The page, opened on an algorithm, a picture, or a whole recipe from the address bar."""
    services = current_services()
    opened, notice = _opened(services, algorithm, image, recipe)
    return html.Div(
        [
            dcc.Store(id="recipe", data=opened.model_dump(mode="json")),
            dcc.Store(id="workbench-sink"),
            _steps_pane(opened, services, notice),
            _stage(opened, services),
            html.Aside(
                [
                    layers_panel(),
                    histogram_panel(),
                    scatter_panel(),
                    profile_panel(),
                    trend_panel(),
                    measurements_panel(),
                    trace_panel(),
                    stability_panel(),
                    timing_panel(),
                ],
                className="pane pane-side",
                **aria(label="Layers and plots"),
            ),
            _tabs(),
            palette(),
            shortcuts("Workbench", KEYS),
            shortcuts("Drawing", drawing.KEYS),
        ],
        id="workbench",
        className="workbench",
        **data(testid="workbench", version=services.catalogue.fingerprint, tab="steps"),
    )


dash.register_page(  # type: ignore[no-untyped-call]
    __name__, path="/explore", name="Workbench", title="Workbench · Isoline", order=1, layout=layout
)
dash.register_page(  # type: ignore[no-untyped-call]
    f"{__name__}.algorithm",
    path_template="/explore/<algorithm>",
    name="Workbench on an algorithm",
    title="Workbench · Isoline",
    layout=layout,
)


def _opened(
    services: Services, algorithm: str | None, image: str | None, recipe: str | None
) -> tuple[Recipe, str]:
    """What the address asks for, as far as it can be had, and a word on what could not."""
    notice = ""
    if image is not None:
        try:
            services.store.get(image)
        except UnknownImageError as error:
            notice, image = f"{error}. A sample is shown instead.", None
    catalogue = services.catalogue
    if recipe is not None:
        try:
            return _from_address(services, recipe), notice
        except IsolineError as error:
            notice = f"The recipe in the address cannot be opened: {error}"
    if algorithm in (None, "none"):
        return Recipe(image=image or FIRST_IMAGE), notice
    if algorithm not in catalogue:
        return (
            Recipe(image=image or FIRST_IMAGE),
            f"There is no algorithm {algorithm!r}. Choose one with Add step.",
        )
    spec = catalogue[algorithm].spec
    steps = fit(spec, services.store.get(image), catalogue).steps if image else ()
    return completed(opened_on(spec, image, steps), catalogue), notice


def _from_address(services: Services, recipe: str) -> Recipe:
    pipeline = Pipeline.parse(recipe)
    services.store.get(pipeline.image)
    return completed(Recipe.of(pipeline), services.catalogue)


def _steps_pane(recipe: Recipe, services: Services, notice: str) -> Component:
    return html.Aside(
        [
            html.H2("Steps", className="panel-title"),
            html.P(notice, className="steps-notice", role="status", hidden=not notice),
            html.Div(_cards(recipe, services), id="steps", className="steps"),
            html.Button(
                [html.Span(className="iso-icon iso-icon-plus"), "Add step"],
                id="add-step",
                className="iso-button add-step",
                type="button",
                title="Add a step (/)",
                **data(testid="add-step"),
            ),
            track_figures(),
        ],
        className="pane pane-steps",
        **aria(label="Steps"),
    )


def _cards(recipe: Recipe, services: Services) -> list[Component]:
    return step_cards(recipe, services.catalogue, services.store.list())


def _stage(recipe: Recipe, services: Services) -> Component:
    return html.Div(
        [
            html.Div(
                [
                    html.Label("Image", className="stage-label", htmlFor="image-choice"),
                    dcc.Dropdown(
                        id="image-choice",
                        options=_image_options(services),
                        value=recipe.image,
                        clearable=False,
                        className="image-choice",
                    ),
                    upload(limit=services.settings.max_upload_bytes),
                    html.Span("", className="image-facts", **data(testid="image-facts")),
                    _keep(),
                ],
                className="stage-bar",
            ),
            viewer(),
            viewer_footer(),
            filmstrip(),
        ],
        className="stage",
    )


def _keep() -> Component:
    """Button that keeps what is looked at; `assets/workbench/keeping.mjs` does so."""
    button = html.Button(
        [html.Span(className="iso-icon iso-icon-keep"), html.Span("Keep", className="keep-words")],
        className="iso-button keep-button",
        type="button",
        title="Keep this result for comparison (k)",
        **data(testid="keep"),
        **aria(label="Keep for comparison"),
    )
    notice = html.Div(className="keep-notice", role="status", hidden=True)
    return html.Div([button, notice], className="keep")


def _image_options(services: Services) -> list[dict[str, str]]:
    return [{"label": item.name, "value": item.id} for item in services.store.list()]


def _tabs() -> Component:
    names = {"steps": "Steps", "layers": "Layers", "plots": "Plots"}
    return html.Div(
        [
            html.Button(
                words,
                className="workbench-tab",
                type="button",
                role="tab",
                **data(tab=name),
                **aria(selected=name == "steps"),
            )
            for name, words in names.items()
        ],
        className="workbench-tabs",
        role="tablist",
    )


def edited(recipe: Recipe, action: str, subject: str, catalogue: Catalogue) -> Recipe:
    """What becomes of a recipe when a button of a step card, or of the palette, is pressed.

    Parameters
    ----------
    recipe : Recipe
        As it is.
    action : {"add", "remove", "duplicate", "up", "down", "toggle"}
        What is asked for.
    subject : str
        Id of the algorithm to add, or uid of the step.
    catalogue : Catalogue
        Where algorithms are.
    """
    if action == "add":
        parameters = catalogue[subject].spec.validated({})
        return recipe.added(RecipeStep(algorithm=subject, parameters=parameters))
    if action in ("up", "down"):
        return recipe.moved(subject, -1 if action == "up" else 1)
    changes = {
        "remove": recipe.without,
        "duplicate": recipe.duplicated,
        "toggle": recipe.toggled,
    }
    return changes[action](subject)


@dash.callback(
    Output("recipe", "data"),
    Output("steps", "children"),
    Output("palette", "is_open"),
    Input({"type": "step-action", "action": ALL, "uid": ALL}, "n_clicks"),
    Input(CHOSEN, "data"),
    Input("add-step", "n_clicks"),
    State("recipe", "data"),
    prevent_initial_call=True,
)
def edit(
    _actions: list[int], chosen: dict[str, str] | None, _opened: int, data: object
) -> tuple[object, ...]:
    """Carry out a press of a button that changes the order or number of steps."""
    pressed = ctx.triggered_id
    if pressed == "add-step":
        return no_update, no_update, True
    # Buttons that have just been drawn trigger as well, without a click.
    if pressed is None or not any(item["value"] for item in ctx.triggered):
        return no_update, no_update, no_update
    services = current_services()
    recipe = Recipe.model_validate(data)
    if pressed == CHOSEN:
        action, subject = "add", (chosen or {}).get("algorithm", "")
    else:
        action, subject = pressed["action"], pressed["uid"]
    changed = edited(recipe, action, subject, services.catalogue)
    return changed.model_dump(mode="json"), _cards(changed, services), False


@dash.callback(
    Output("image-choice", "options"),
    Output("image-choice", "value"),
    Input("uploaded-image", "data"),
    prevent_initial_call=True,
)
def show_uploaded(uploaded: dict[str, str] | None) -> tuple[object, ...]:
    """Switch to what was just uploaded."""
    if not uploaded:
        return no_update, no_update
    return _image_options(current_services()), uploaded["id"]


def _on_control(part: str) -> None:
    """Tell the page's script about one kind of control; nothing is sent to the server."""
    dash.clientside_callback(
        ClientsideFunction("workbench", "edited"),
        Output("workbench-sink", "data", allow_duplicate=True),
        Input({"type": "control", "part": part, "uid": ALL, "name": ALL}, "value"),
        prevent_initial_call=True,
    )


# While a slider is dragged, assets/workbench/tracks.mjs hears it move, sooner than Dash could tell.
for _part in ("slider", "range", "number", "low", "high", "switch", "choice", "choices", "text"):
    _on_control(_part)

dash.clientside_callback(
    ClientsideFunction("workbench", "rewired"),
    Output("workbench-sink", "data", allow_duplicate=True),
    Input({"type": "input", "uid": ALL, "name": ALL}, "value"),
    prevent_initial_call=True,
)
dash.clientside_callback(
    ClientsideFunction("workbench", "pictured"),
    Output("workbench-sink", "data", allow_duplicate=True),
    Input("image-choice", "value"),
    prevent_initial_call=True,
)
dash.clientside_callback(
    ClientsideFunction("workbench", "adopted"),
    Output("workbench-sink", "data"),
    Input("recipe", "data"),
)
