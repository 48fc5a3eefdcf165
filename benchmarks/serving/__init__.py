"""How serving holds up: many browsers at once, and what the first look at a page weighs."""
