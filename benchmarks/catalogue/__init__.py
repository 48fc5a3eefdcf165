"""What every entry of the catalogue costs.

``python -m benchmarks.catalogue`` prints it, ``--update`` also writes ``algorithms/costs.json``,
which the documentation pages show. ``--only ID ...`` measures some and leaves the others as they
are; ``--missing`` those that the file lacks.

How it is done: each entry runs in a process of its own, in one thread, with its defaults, on
pictures of 0.25, 1 and 4 megapixels that repeat its sample by mirroring, so that the objects in
them keep their size; its prelude makes its inputs of them and is not timed. The time is the best
of up to three runs; the exponent compares the two largest pictures. A process that exceeds the
limit is ended, and what it had found by then counts: ``at_least`` marks an entry that did not even
finish the smallest picture. The largest is left out where it can be expected to take too long.

Memory is the rise of the process's resident size from just before a run to its peak, over the
bytes of the entry's inputs. The kernel keeps that peak (``VmHWM``), so memory taken in C counts as
well; the allocator is asked to give back what is free before, so that little is hidden by reuse.
On anything but Linux there is no such figure and none is given. It is a guide, good to about one
multiple of the input: what a first run loads is excluded by a run on a tiny picture before.
"""
