"""Warm kernels: fresh processes forked from one server that has the scientific stack loaded.

`evaluation.kernels.provisioner` is left out here on purpose: it loads jupyter_client.
"""

from evaluation.kernels.nursery import open_nursery, warm_kernels_possible
from evaluation.kernels.warm_call import call_warm

__all__ = ["call_warm", "open_nursery", "warm_kernels_possible"]
