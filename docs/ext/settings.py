"""The keys of every file that a user writes in YAML, from the models that read them."""

from __future__ import annotations

import csv
import functools
import importlib
import inspect
import re
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from docs.ext.markdown import cell, code, plain_marks, table
from evaluation.workspace.strict import StrictModel

# What a page is about, and the model that reads it.
FILES = {
    "audit": "audit_spec:AuditSpec",
    "case-study.yml": "case_study:CaseStudy",
    "funnel": "funnel_spec:FunnelSpec",
    "hub.yml": "hub:Hub",
    "impact": "impact_spec:ImpactSpec",
    "inequality": "inequality_spec:InequalitySpec",
    "instruments.yml": "instruments:Instruments",
    "its": "specs:ItsSpec",
    "maturity-wheel.yml": "maturity_wheel:MaturityWheel",
    "medtech-mandate.yml": "mandate:Mandate",
    "power": "power_spec:PowerSpec",
    "prespecification.yml": "prespecification_file:PrespecificationFile",
    "project.yml": "project:Project",
    "quality-assurance": "quality_assurance:QualityAssurance",
    "sample-size": "sample_size_spec:SampleSizeSpec",
    "spc": "spc_spec:SpcSpec",
    "standardise": "standardise_spec:StandardiseSpec",
    "standards": "standards:StandardsFile",
    "value.yml": "value_file:ValueFile",
}
# Whose docstring has the meaning of keys that are handed on as they are.
ELSEWHERE = {
    "FunnelSpec": "evaluation.monitoring.funnels:FunnelOptions",
    "SpcSpec": "evaluation.monitoring.charts:Options",
}
MEANINGS = Path(__file__).with_name("meanings.csv")
HEADER = ("key", "value", "required", "default", "meaning")
SECTION = re.compile(r"\n(?:Parameters|Notes|References|Raises)\n-+")
PARAMETER = re.compile(r"^(\w[\w, -]*) : ")
LIMITS = {Ge: ("ge", "at least"), Gt: ("gt", "above"), Le: ("le", "at most"), Lt: ("lt", "below")}
BASES = {"str": "text", "int": "whole number", "float": "number", "bool": "true or false"}
LONGEST_DEFAULT = 40  # characters that a cell shows


def settings_text(name: str) -> str:
    """Return a section for each group of keys that a file may hold, the file's own keys first."""
    return "\n".join(_section(model, name) for model in models_of(name))


def root_model(name: str) -> type[StrictModel]:
    """Return the model of a file or a SPEC.yml."""
    return _named(f"evaluation.workspace.{FILES[name]}")


def _named(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)


def models_of(name: str) -> list[type[StrictModel]]:
    """Return a file's model and all that it holds, each once, in the order of reading."""
    found: list[type[StrictModel]] = []
    _collect(root_model(name), found)
    return found


def _collect(model: type[StrictModel], found: list[type[StrictModel]]) -> None:
    if model in found:
        return
    found.append(model)
    for field in model.model_fields.values():
        for inside in _models_in(field.annotation):
            _collect(inside, found)


def _models_in(annotation: Any) -> Iterator[type[StrictModel]]:
    if isinstance(annotation, type) and issubclass(annotation, StrictModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models_in(part)


def key_of(name: str, field: FieldInfo) -> str:
    """Return what a user writes for a field."""
    return field.alias or name


def _section(model: type[StrictModel], file: str) -> str:
    rows = [
        (
            code(key_of(name, field)),
            value_words(field.annotation, field.metadata, file),
            "yes" if field.is_required() else "no",
            cell(_default(field)),
            cell(meaning(model, name, field)),
        )
        for name, field in model.model_fields.items()
    ]
    title = "Keys" if model is root_model(file) else model.__name__
    said = plain_marks(" ".join(_summary(model).split()))
    return f"({_anchor(model, file)})=\n## {title}\n\n{said}\n\n{table(HEADER, rows)}"


def _anchor(model: type[StrictModel], file: str) -> str:
    return f"{file}-{model.__name__}".lower().replace(".", "-")


def _summary(model: type[StrictModel]) -> str:
    return SECTION.split(inspect.cleandoc(model.__doc__ or ""))[0]


def value_words(annotation: Any, metadata: list[Any], file: str) -> str:
    """Return in words what a key may hold: its kind and limits, with links to groups of keys."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    limits = _limits(metadata)
    if origin is typing.Annotated:
        return value_words(arguments[0], [*arguments[1:], *metadata], file)
    if origin is typing.Literal:
        return cell(", ".join(str(each) for each in arguments))
    if origin in (typing.Union, types.UnionType):
        kinds = [each for each in arguments if each is not type(None)]
        return " or ".join(dict.fromkeys(value_words(each, metadata, file) for each in kinds))
    if origin in (list, tuple):
        return f"list of {value_words(arguments[0], [], file)}{limits}"
    if origin is dict or origin is not None:
        inside = [value_words(each, [], file) for each in arguments[-2:]]
        return f"mapping of {inside[0]} to {inside[-1]}{limits}" if inside else "mapping"
    if isinstance(annotation, type) and issubclass(annotation, StrictModel):
        return f"[{annotation.__name__}](#{_anchor(annotation, file)})"
    if annotation is Any:
        return "text or number"
    return f"{BASES.get(annotation.__name__, annotation.__name__)}{limits}"


def _limits(metadata: list[Any]) -> str:
    flat = [part for item in metadata for part in getattr(item, "metadata", [item])]
    words = [
        f"{said} {getattr(part, name)}"
        for part in flat
        for kind, (name, said) in LIMITS.items()
        if isinstance(part, kind)
    ]
    words += [f"at least {part.min_length}" for part in flat if isinstance(part, MinLen)]
    words += [f"at most {part.max_length}" for part in flat if isinstance(part, MaxLen)]
    return f", {', '.join(words)}" if words else ""


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        made = field.get_default(call_default_factory=True, validated_data={})
        return ", ".join(map(_shown, made)) if made else ""
    if field.default in (None, PydanticUndefined) or isinstance(field.default, StrictModel):
        return ""
    return _shown(field.default)


def _shown(value: Any) -> str:
    shown = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else str(value)
    return (shown or "")[:LONGEST_DEFAULT]


def meaning(model: type[StrictModel], name: str, field: FieldInfo) -> str:
    """Return what a key means: from the field, the class's docstring, the list, or its group."""
    key = key_of(name, field)
    for known in (field.description, *_said_in(model, key, name)):
        if known:
            return plain_marks(known)
    inside = next(_models_in(field.annotation), None)
    return plain_marks(_summary(inside).split("\n")[0]) if inside else ""


def _said_in(model: type[StrictModel], key: str, name: str) -> Iterator[str]:
    lineage: list[type] = [each for each in model.__mro__ if issubclass(each, StrictModel)]
    if model.__name__ in ELSEWHERE:
        lineage.append(_named(ELSEWHERE[model.__name__]))
    for each in lineage:
        yield _parameters(each).get(key) or _parameters(each).get(name, "")
    for each in lineage:
        yield _meanings().get((each.__name__, key), "")
    if key not in _keys_of_groups(model):
        yield _meanings().get(("", key), "")


def _keys_of_groups(model: type[StrictModel]) -> set[str]:
    """Return the keys that hold a group of keys, whose own docstring says what they are."""
    fields = model.model_fields.items()
    return {key_of(name, field) for name, field in fields if [*_models_in(field.annotation)]}


@functools.cache
def _parameters(model: type) -> dict[str, str]:
    """Return the text of each parameter in a class's own docstring."""
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for line in inspect.cleandoc(model.__dict__.get("__doc__") or "").splitlines():
        begun = PARAMETER.match(line)
        if begun or not line.startswith(" "):
            names = [part.strip() for part in begun[1].split(",")] if begun else []
        for name in names:
            found.setdefault(name, []).extend([] if begun else [line])
    return {name: " ".join(" ".join(lines).split()) for name, lines in found.items()}


@functools.cache
def _meanings() -> dict[tuple[str, str], str]:
    """Return the meanings that no docstring has, by model and key; an empty model is any."""
    with MEANINGS.open(encoding="utf-8", newline="") as file:
        return {(row["model"], row["key"]): row["meaning"] for row in csv.DictReader(file)}
