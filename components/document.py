"""The HTML document that Dash puts its pages in; `app.py` passes it as ``index_string``."""

from __future__ import annotations

from string import Template

THEME_BEFORE_PAINT = """\
(() => {
  let kept = null;
  try { kept = localStorage.getItem("isoline-theme"); } catch { /* storage forbidden */ }
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.bsTheme = ["light", "dark"].includes(kept) ? kept : system;
})();"""
"""Sets the theme while the head is read: a module would come after the first paint, as a flash."""

_DOCUMENT = Template(
    """\
<!DOCTYPE html>
<html lang="en">
  <head>
    {%metas%}
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{%title%}</title>
    {%favicon%}
    <script>$theme</script>
    {%css%}
  </head>
  <body>
    <noscript>Isoline draws its pages with JavaScript. Please allow it for this address.</noscript>
    {%app_entry%}
    <footer>
      {%config%}
      {%scripts%}
      {%renderer%}
    </footer>
  </body>
</html>
"""
)

INDEX = _DOCUMENT.substitute(theme=THEME_BEFORE_PAINT)
"""Template in the form `dash.Dash(index_string=...)` takes."""
