"""A native ``<input>`` that needs attributes which Dash's own input components do not pass on."""

from __future__ import annotations

from dash import html

from components.attributes import data


def native_input(kind: str, *, class_name: str = "", **attributes: str) -> html.Span:
    """Declare an input; ``assets/native.mjs`` makes it once the page is drawn.

    Parameters
    ----------
    kind : str
        The input's ``type``, such as ``"search"`` or ``"file"``.
    class_name : str
        Class of the input.
    **attributes
        Further attributes of the input, with underscores for hyphens.

    Returns
    -------
    dash.html.Span
        The place the input is put in. Its value is read by the modules of ``assets``, not by
        callbacks.

    Examples
    --------
    >>> native_input("search", data_testid="search").to_plotly_json()["props"]["data-input-type"]
    'search'
    """
    wanted = {"type": kind, "class": class_name, **attributes}
    slot = {f"input_{name}": value for name, value in wanted.items()}
    return html.Span(className="iso-native", **data(**slot))
