"""How pipelines run: regions, chunks, memory and fast paths."""
