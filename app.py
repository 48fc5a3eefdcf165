"""Start-up: settings, wiring, serving. Nothing else."""

from __future__ import annotations

import logging
import sys
from functools import partial

import dash

from components import modules
from components.shell import layout
from isoline.catalogue import Catalogue
from isoline.errors import SettingError
from isoline.reloading import Reloader
from isoline.server.api import install
from isoline.server.niceness import start_threads
from isoline.server.preload import prepare
from isoline.server.questions import answerer, rehearse
from isoline.server.services import build_services, current_services
from isoline.server.serving import listen, serve
from isoline.settings import Settings, load


def create_app(settings: Settings, catalogue: Catalogue | None = None) -> dash.Dash:
    """Wire up the app.

    Parameters
    ----------
    settings : Settings
        How it is to run.
    catalogue : Catalogue, optional
        What it offers; everything that is installed when left out.
    """
    found = discovered(settings) if catalogue is None else catalogue
    app = dash.Dash(
        __name__,
        use_pages=True,
        pages_folder="pages",
        assets_ignore=modules.PATTERN,
        external_stylesheets=[],
        suppress_callback_exceptions=True,
        title="Isoline",
        update_title="",
    )
    install(app.server, build_services(settings, found))
    app.layout = layout(reload=settings.reload)
    return app


def discovered(settings: Settings) -> Catalogue:
    """All that is installed and all in the folder of one's own, kept up to date where asked."""
    folder = settings.algorithms_dir
    discover = partial(Catalogue.discover, folder=folder)
    catalogue = discover()
    if settings.reload:
        Reloader(catalogue, discover, folder=folder).start()
    return catalogue


def main() -> int:
    """Serve until asked to end; the status is 2 for a bad setting, 1 for a busy port or folder."""
    try:
        settings = load()
    except SettingError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    logging.basicConfig(
        level=settings.log_level.upper(),
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        opened = listen(settings)
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    app = create_app(settings)
    with app.server.app_context():
        services = current_services()
    # Before there are threads, which a fork would leave behind in whatever they hold.
    if not settings.reload:
        answer = answerer(services)
        services.helpers.start(
            answer, settings.helpers, partial(rehearse, services, answer), leave=opened.close
        )
    start_threads()
    serve(app.server, settings, opened, when_ready=partial(prepare, services))
    return 0


if __name__ == "__main__":
    sys.exit(main())
