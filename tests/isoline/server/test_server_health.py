from __future__ import annotations

from flask.testing import FlaskClient

import isoline


def test_health_answers_with_the_version(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.get_json() == {"status": "ok", "version": isoline.__version__}
