"""Finds the criteria of one audit: in the standards library, and in the spec itself.

In: a spec and where it lies. Out: chains of versions, targets, and what the columns hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from evaluation.audit.library import chain_of, rule_of
from evaluation.audit.versions import Chain, Version
from evaluation.errors import Finding, InvalidInput
from evaluation.tables.sentences import Fault, suggestion
from evaluation.tables.typed_batch import ColumnKind
from evaluation.workspace.audit_spec import AuditSpec
from evaluation.workspace.measures import ARROW_TYPES
from evaluation.workspace.path_text import expanded
from evaluation.workspace.reading import HUB_FILE
from evaluation.workspace.standards import Criterion, StandardsFile
from evaluation.workspace.strict import validate
from evaluation.workspace.yaml_source import read_yaml

STANDARDS = Path("data") / "standards"
ENDING = ".yml"


@dataclass(frozen=True)
class AuditCriteria:
    """What is audited.

    Parameters
    ----------
    chains : tuple of Chain
        In the order of the spec.
    targets : mapping of criterion to percent or None
    kinds : mapping of column to ColumnKind
        As the standards declare them.
    guidelines : mapping of version to str
        The publication of each version.
    """

    chains: tuple[Chain, ...]
    targets: Mapping[str, float | None]
    kinds: Mapping[str, ColumnKind]

    def type_faults(self, kinds: Mapping[str, ColumnKind]) -> list[Fault]:
        """Return what in the criteria's expressions does not go with the columns of a table."""
        schema = pa.schema([(name, ARROW_TYPES[kind.type]) for name, kind in kinds.items()])
        faults = [
            Fault(f"Criterion '{chain.criterion}': {fault.sentence}", fault.remedy)
            for chain in self.chains
            for condition in chain.conditions
            for fault in condition.faults(schema)
        ]
        return list(dict.fromkeys(faults))

    @property
    def without_rule(self) -> tuple[str, ...]:
        """The criteria of which a version has no measure."""
        return tuple(
            chain.criterion
            for chain in self.chains
            if any(version.rule is None for version in chain.versions)
        )


def criteria_of(spec: AuditSpec, path: Path) -> AuditCriteria:
    """Return the criteria of a spec.

    Raises
    ------
    InvalidInput
        If a file of standards is not sound, or has no criterion of that id.
    """
    files = _standards(spec, path) if spec.criteria else []
    library = {each.id: each for file in files for each in file.criteria}
    _require_known(spec, library, path)
    chains = [chain_of(each, library) for each in spec.criteria]
    chains += [
        Chain(each.id, (Version(each.id, rule=rule_of(each)),)) for each in spec.own_criteria
    ]
    targets = {each: library[each].target for each in spec.criteria}
    targets |= {each.id: each.target for each in spec.own_criteria}
    return AuditCriteria(tuple(chains), {**targets, **spec.targets}, dict(_kinds(files)))


def _standards(spec: AuditSpec, path: Path) -> list[StandardsFile]:
    found: list[StandardsFile] = []
    findings: list[Finding] = []
    for file in _files(spec, path):
        standard, faults = validate(StandardsFile, read_yaml(file, file.name), file.name)
        findings += faults
        if standard is not None:
            found.append(standard)
    if findings:
        raise InvalidInput.from_findings(findings)
    return found


def _files(spec: AuditSpec, path: Path) -> Iterator[Path]:
    if spec.standards is None:
        folder = _folder_of_workspace(path.resolve())
        if folder is None:
            raise _refusal(
                path, "The spec does not lie in a workspace.", "Add 'standards: FOLDER'."
            )
        yield from sorted(folder.glob(f"*{ENDING}"))
        return
    for named in spec.standards:
        place = (path.parent / expanded(Path(named))).resolve()
        if place.is_dir():
            yield from sorted(place.glob(f"*{ENDING}"))
        elif place.is_file():
            yield place
        else:
            raise _refusal(path, f"There is no file or folder '{named}'.", "Correct 'standards'.")


def _folder_of_workspace(path: Path) -> Path | None:
    roots = (folder for folder in path.parents if (folder / HUB_FILE).is_file())
    root = next(roots, None)
    return None if root is None else root / STANDARDS


def _require_known(spec: AuditSpec, library: Mapping[str, Criterion], path: Path) -> None:
    for each in spec.criteria:
        if each not in library:
            remedy = suggestion(
                each, list(library), "Correct its id, or name its file in 'standards'."
            )
            raise _refusal(path, f"The criterion '{each}' is in no standard.", remedy, "criteria")


def _refusal(path: Path, sentence: str, remedy: str, place: str = "standards") -> InvalidInput:
    finding = Finding(sentence, remedy, file=path.name, place=place)
    return InvalidInput.from_findings([finding])


def _kinds(files: list[StandardsFile]) -> Iterator[tuple[str, ColumnKind]]:
    for file in files:
        for name, column in file.columns.items():
            yield name, ColumnKind(column.type, tuple(column.allowed))
