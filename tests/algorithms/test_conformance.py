"""Every entry of the catalogue passes the tests that are published for authors."""

from __future__ import annotations

from isoline import Catalogue
from isoline.testing import AlgorithmConformance


class TestCatalogue(AlgorithmConformance):
    algorithms = Catalogue.discover()
