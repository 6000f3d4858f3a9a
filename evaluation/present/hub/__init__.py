"""Figures, tables and words of the hub's own chapters."""
