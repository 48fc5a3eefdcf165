"""Conformance: tests that every algorithm has to pass, for those who write algorithms.

One class tests one algorithm, with pytest::

    from isoline.testing import AlgorithmConformance

    class TestMine(AlgorithmConformance):
        algorithm = my_algorithm

`failures` does the same in a notebook. ``docs/testing_an_algorithm.md`` lists all checks.
"""

from isoline.testing.check import Check
from isoline.testing.checks import CHECKS
from isoline.testing.conformance import AlgorithmConformance, failures
from isoline.testing.errors import ConformanceError

__all__ = ["CHECKS", "AlgorithmConformance", "Check", "ConformanceError", "failures"]
