"""Fetch the tables that are queries from their databases, and keep their rows beside the project.

This is the only room that connects to anything. Checks, runs, verifications and releases read what
was fetched. No address, host, password or row stands in what it says, keeps or records.
"""

from evaluation.warehouse.fetching import Fetched, Fetching, fetch

__all__ = ["Fetched", "Fetching", "fetch"]
