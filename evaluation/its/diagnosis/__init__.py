"""Checks of a fit: they describe, they do not choose."""
