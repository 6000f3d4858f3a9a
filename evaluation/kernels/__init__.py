"""Warm kernels: fresh processes forked from one server that has the scientific stack loaded.

`evaluation.kernels.provisioner` is left out here on purpose: it loads jupyter_client.
"""

from evaluation.kernels.nursery import open_nursery, warm_kernels_possible

__all__ = ["open_nursery", "warm_kernels_possible"]
