"""Serves the app with cheroot, which has no command that takes a factory: a port, then threads."""

from __future__ import annotations

import importlib
import sys

from benchmarks.serving.wsgi import application

if __name__ == "__main__":
    # Only installed for the benchmark.
    wsgi = importlib.import_module("cheroot.wsgi")
    port, threads = map(int, sys.argv[1:])
    wsgi.Server(("127.0.0.1", port), application(), numthreads=threads).safe_start()
