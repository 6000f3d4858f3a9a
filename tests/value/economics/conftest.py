"""Streams made by hand."""

import numpy as np
import pytest

from evaluation.value.economics import Stream


@pytest.fixture
def stream_of():
    """Return a function that makes a stream whose draws are multiples of its point values."""

    def make(name, side, point, factors=(1.0, 1.0), **changes):
        amounts = np.asarray(point, dtype="float64")
        draws = np.asarray(factors, dtype="float64")[:, np.newaxis] * amounts
        measured = np.ones(amounts.shape, dtype=bool)
        return Stream(name, side, amounts, draws, measured, **changes)

    return make
