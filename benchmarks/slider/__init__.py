"""How long a slider step takes from the key to the pixels, for Isoline and for its peers."""
