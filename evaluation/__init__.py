"""Yearly evaluation of an NHS innovation hub, from tables to the annual report."""

__version__ = "0.1.0"
