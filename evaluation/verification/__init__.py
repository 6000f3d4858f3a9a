"""Compute published results again, elsewhere, and see whether they are the same."""

from evaluation.verification.comparing import Difference, compare_results
from evaluation.verification.verifying import Verification, Verified, verify

__all__ = ["Difference", "Verification", "Verified", "compare_results", "verify"]
