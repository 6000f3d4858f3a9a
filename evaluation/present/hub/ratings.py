"""Ratings and how they moved, each as a shape and a word, so that none depends on colour."""

from __future__ import annotations

from typing import Final

from evaluation.present.numbers import NO_BREAK_SPACE

SHAPES: Final = {"green": "●", "amber": "▲", "red": "■", "not rated": "–"}
WORSE_TO_BETTER: Final = ("red", "amber", "green")
KEY: Final = "● green: on course; ▲ amber: at risk; ■ red: off course; – not rated."


def rating_text(rating: str) -> str:
    """Return a rating as a shape and a word.

    Parameters
    ----------
    rating : {"green", "amber", "red", "not rated"}

    Examples
    --------
    >>> rating_text("amber").replace(NO_BREAK_SPACE, " ")
    '▲ Amber'
    """
    return f"{SHAPES[rating]}{NO_BREAK_SPACE}{rating.capitalize()}"  # the shape stays by its word


def rating_pair(rating: str, previous: str) -> str:
    """Return a rating, with the one before it where that was another.

    Examples
    --------
    >>> pairs = [("red", "amber"), ("red", "red"), ("red", "not rated")]
    >>> [rating_pair(*pair).replace(NO_BREAK_SPACE, " ") for pair in pairs]
    ['■ Red, was amber', '■ Red', '■ Red, new']
    """
    if rating == previous:
        return rating_text(rating)
    return rating_text(rating) + (", new" if previous == "not rated" else f", was {previous}")


def rating_move(rating: str, previous: str) -> str:
    """Return how a rating moved: "better", "worse", "same", or "new" without one before.

    Examples
    --------
    >>> [rating_move("green", before) for before in ("red", "green", "not rated")]
    ['better', 'same', 'new']
    """
    if rating == previous:
        return "same"
    if "not rated" in (rating, previous):
        return "new" if previous == "not rated" else "no longer rated"
    places = WORSE_TO_BETTER.index(rating), WORSE_TO_BETTER.index(previous)
    return "better" if places[0] > places[1] else "worse"
