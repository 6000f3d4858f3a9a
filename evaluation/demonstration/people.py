"""Summaries of what a few people a month report: a mean or a median of skewed measurements.

In: the true centre of each month and how many people there are. Out: one number per month.
"""

from __future__ import annotations

import numpy as np

from evaluation.demonstration.course import FloatArray, IntArray


def monthly_means(
    generator: np.random.Generator,
    means: FloatArray,
    standard_deviations: FloatArray,
    people: IntArray,
) -> FloatArray:
    """Return each month's mean of log-normal measurements.

    Parameters
    ----------
    generator : Generator
        Source of randomness.
    means, standard_deviations : array of float, one per month
        What is true of one person's measurement; both above 0.
    people : array of int, one per month
        How many are measured, at least 1.

    Notes
    -----
    A log-normal with mean m and standard deviation s has log-variance v = ln(1 + s^2 / m^2) and
    log-mean ln m - v / 2.
    """
    log_variances = np.log1p((standard_deviations / means) ** 2)
    log_means = np.log(means) - log_variances / 2
    return np.array(
        [
            np.exp(centre + generator.normal(0.0, 1.0, count) * np.sqrt(variance)).mean()
            for centre, variance, count in zip(log_means, log_variances, people, strict=True)
        ]
    )


def monthly_medians(
    generator: np.random.Generator, medians: FloatArray, log_spread: float, people: IntArray
) -> FloatArray:
    """Return each month's median of log-normal measurements.

    Parameters
    ----------
    generator : Generator
        Source of randomness.
    medians : array of float, one per month
        True median, above 0.
    log_spread : float
        Standard deviation of the logarithm.
    people : array of int, one per month
        How many are measured, at least 1.
    """
    return np.array(
        [
            np.median(median * np.exp(generator.normal(0.0, 1.0, count) * log_spread))
            for median, count in zip(medians, people, strict=True)
        ]
    )
