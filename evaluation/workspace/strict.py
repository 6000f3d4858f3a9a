"""Strict models: unknown keys are refused with the nearest spelling, every fault is a sentence.

In: plain data from YAML. Out: a frozen model, or findings with file, line and remedy.
"""

from __future__ import annotations

import datetime as dt
import re
import types
import typing
from typing import Annotated, Any, TypeVar, Union

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from evaluation.errors import Finding, nearest
from evaluation.workspace.yaml_source import YamlSource

MONTH_TEXT = re.compile(r"^(\d{4})-(\d{2})$")

# pydantic's error types, in the words of an evaluator
SENTENCES = {
    "missing": "The key '{key}' is missing.",
    "string_type": "'{key}' must be text.",
    "string_pattern_mismatch": "'{key}' has characters that are not allowed here.",
    "string_too_short": "'{key}' is empty.",
    "int_type": "'{key}' must be a whole number.",
    "float_type": "'{key}' must be a number.",
    "finite_number": "'{key}' must be a finite number.",
    "invalid_key": "A key here is not text: put it in quotation marks.",
    "bool_type": "'{key}' must be true or false.",
    "date_type": "'{key}' must be a date, such as 2025-04-01.",
    "list_type": "'{key}' must be a list: each item on a line of its own after '- '.",
    "model_type": "'{key}' must be a group of keys.",
    "dict_type": "'{key}' must be a group of keys.",
    "model_attributes_type": "'{key}' must be a group of keys.",
    "literal_error": "'{key}' must be one of {expected}.",
    "greater_than": "'{key}' must be greater than {gt}.",
    "greater_than_equal": "'{key}' must be at least {ge}.",
    "less_than": "'{key}' must be less than {lt}.",
    "less_than_equal": "'{key}' must be at most {le}.",
    "too_short": "'{key}' needs at least {min_length} item.",
}


class StrictModel(BaseModel):
    """Base of everything a user writes in YAML: frozen, strict types, no unknown keys."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        str_strip_whitespace=True,
        allow_inf_nan=False,
    )


def _month_as_date(value: object) -> object:
    """Accept a month, YYYY-MM, as its first day."""
    match = MONTH_TEXT.match(value) if isinstance(value, str) else None
    try:
        return dt.date(int(match[1]), int(match[2]), 1) if match else value
    except ValueError:
        return value


Date = Annotated[dt.date, BeforeValidator(_month_as_date)]
Text = Annotated[str, StringConstraints(min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]

Model = TypeVar("Model", bound=StrictModel)


def validate(
    model: type[Model], source: YamlSource, shown_as: str, project: str = ""
) -> tuple[Model | None, list[Finding]]:
    """Return the model of a YAML file, or None and all findings.

    Parameters
    ----------
    model : type
        A `StrictModel`.
    source : YamlSource
        What `read_yaml` returned.
    shown_as, project : str
        How findings name the file and the project.
    """
    if source.findings:
        return None, [_of_project(finding, project) for finding in source.findings]
    try:
        return model.model_validate(source.data), []
    except ValidationError as error:
        findings = [
            _finding(model, dict(fault), source, shown_as, project) for fault in error.errors()
        ]
        return None, findings


def _of_project(finding: Finding, project: str) -> Finding:
    return Finding(
        finding.sentence, finding.remedy, finding.file, finding.place, project, finding.severity
    )


def _finding(
    model: type[StrictModel],
    fault: dict[str, Any],
    source: YamlSource,
    shown_as: str,
    project: str,
) -> Finding:
    place: tuple[str | int, ...] = tuple(fault["loc"])
    key = next((str(part) for part in reversed(place) if isinstance(part, str)), "the file")
    line = source.line_of(place)
    sentence, remedy = _words(model, fault, place, key)
    path = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
    shown_place = ", ".join(part for part in (f"line {line}" if line else "", path) if part)
    return Finding(sentence, remedy, file=shown_as, place=shown_place, project=project)


def _words(
    model: type[StrictModel], fault: dict[str, Any], place: tuple[str | int, ...], key: str
) -> tuple[str, str]:
    kind = fault["type"]
    context = fault.get("ctx", {})
    if kind == "extra_forbidden":
        known = _known_keys(model, place[:-1])
        near = nearest(key, known)
        remedy = f"Did you mean '{near}'?" if near else f"Known keys: {', '.join(sorted(known))}."
        return f"The key '{key}' is not known here.", remedy
    if kind == "value_error":
        return str(context.get("error", fault["msg"])), ""
    template = SENTENCES.get(kind)
    if template is None:
        return f"'{key}' is not valid: {fault['msg'].lower()}.", ""
    sentence = template.format(key=key, **{str(k): v for k, v in context.items()})
    near = _nearest_choice(fault, str(context.get("expected", "")))
    return sentence, f"Did you mean '{near}'?" if near else ""


def _nearest_choice(fault: dict[str, Any], expected: str) -> str | None:
    choices = re.findall(r"'([^']+)'", expected)
    given = fault.get("input")
    return nearest(given, choices) if isinstance(given, str) and choices else None


def _known_keys(model: type[BaseModel], place: tuple[str | int, ...]) -> set[str]:
    """Return the keys that the models at `place` know, by their names in YAML."""
    current: Any = model
    for part in place:
        if isinstance(part, int):
            continue
        for holder in _models_in(current):
            for name, info in holder.model_fields.items():
                if part in (name, info.alias):
                    current = info.annotation
    fields = [holder.model_fields.items() for holder in _models_in(current)]
    return {info.alias or name for items in fields for name, info in items}


def _models_in(annotation: Any) -> tuple[type[BaseModel], ...]:
    """Return the models inside list[...], Optional[...], unions and the like."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return (annotation,)
    if typing.get_origin(annotation) in (list, dict, Union, types.UnionType, Annotated, tuple):
        arguments = typing.get_args(annotation)
        return tuple(model for argument in arguments for model in _models_in(argument))
    return ()
