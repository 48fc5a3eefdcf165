"""HTTP: the API under ``/api/v1``, pictures of layers, one envelope for errors, and security."""
