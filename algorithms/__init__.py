"""The catalogue: one module per task, each a list of short declarations.

Every `isoline.Algorithm` that a module of this package names is discovered; see
`isoline.Catalogue.discover`.
"""
