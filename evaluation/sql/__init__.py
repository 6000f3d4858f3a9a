"""Queries as text: whether one is a single statement that only reads, and which parameters it has.

It is no border: the border is the read-only transaction, and the rights of the account. It is here
for a clear sentence before anything is sent, and because SQL Server has no such transaction.
"""

from evaluation.sql.statement import DIALECTS, Statement, StatementFault, parse
from evaluation.sql.tokens import Dialect

__all__ = ["DIALECTS", "Dialect", "Statement", "StatementFault", "parse"]
