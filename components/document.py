"""What Isoline adds to the HTML document that Dash puts its pages in.

Importing this module is enough: it registers a hook of Dash, which is handed the finished document.
"""

from __future__ import annotations

import dash

from components import modules

THEME_BEFORE_PAINT = """\
(() => {
  let kept = null;
  try { kept = localStorage.getItem("isoline-theme"); } catch { /* storage forbidden */ }
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.bsTheme = ["light", "dark"].includes(kept) ? kept : system;
})();"""
"""Sets the theme while the head is read: a module would come after the first paint, as a flash."""

HEAD = f"""<meta name="color-scheme" content="light dark">
        <script>{THEME_BEFORE_PAINT}</script>
        """

NO_SCRIPT = """
        <noscript>Isoline draws its pages with JavaScript. Allow it for this address.</noscript>"""


@dash.hooks.index()  # type: ignore[untyped-decorator]
def document(given: str) -> str:
    """Complete the document that Dash has made."""
    url: str = dash.get_asset_url("")  # type: ignore[no-untyped-call]
    return completed(given, url)


def completed(given: str, url: str) -> str:
    """Say the language, set the theme before the first paint, name the modules, help without them.

    Parameters
    ----------
    given : str
        A document as Dash makes it.
    url : str
        Address of the folder that holds the modules.
    """
    addresses = modules.versioned(url)
    head = f"{HEAD}{modules.import_map(addresses)}\n        "
    named = given.replace("<html>", '<html lang="en">', 1)
    themed = named.replace("<title>", f"{head}<title>", 1)
    helped = themed.replace("<body>", f"<body>{NO_SCRIPT}", 1)
    body, end, rest = helped.rpartition("</body>")
    return f"{body}    {modules.starts(url, addresses)}\n    {end}{rest}"
