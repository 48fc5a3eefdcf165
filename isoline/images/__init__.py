"""Files in, pixels out: formats, hostile-file probing, decoding, storing, pyramids and writing.

Import from the modules themselves, for instance ``from isoline.images.store import ImageStore``.
This file imports nothing on purpose: the decoder runs in a child process, once for each upload,
and must not pay for modules that it does not use.
"""
