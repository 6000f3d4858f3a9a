"""Chooses who publishes, Quarto or the embedded publisher, and says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evaluation.errors import PublishingFailed
from evaluation.publish.quarto import Quarto, find_quarto
from evaluation.publish.request import Engine


@dataclass(frozen=True, slots=True)
class Route:
    """The program that publishes (None: the embedded publisher) and one sentence why."""

    quarto: Quarto | None
    reason: str


def choose_route(engine: Engine, environment: Mapping[str, str]) -> Route:
    """Return the route for the engine asked for.

    Parameters
    ----------
    engine : {"auto", "quarto", "embedded"}
        "auto" takes Quarto where a good one is found.
    environment : mapping
        The process's environment variables.

    Raises
    ------
    PublishingFailed
        If Quarto was asked for and cannot be used.

    Examples
    --------
    >>> choose_route("embedded", {}).reason
    'The embedded publisher was asked for.'
    """
    if engine == "embedded":
        return Route(None, "The embedded publisher was asked for.")
    try:
        quarto = find_quarto(environment)
    except PublishingFailed as error:
        if engine == "quarto":
            raise
        return Route(None, f"The embedded publisher was used. {error}")
    asked = "was asked for" if engine == "quarto" else "was found"
    return Route(quarto, f"Quarto {quarto.version} {asked}.")
