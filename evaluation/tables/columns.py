"""Match a table's header with the columns that are known, whatever case and spaces it uses."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from evaluation.tables.sentences import Fault, in_words, suggestion
from evaluation.workspace.names import fold

MOST_NAMED = 5  # of the columns that are not read


def column_faults(
    present: Sequence[str],
    known: Collection[str],
    required: Collection[str],
    refused: Collection[Fault] = (),
    *,
    has_others: bool = False,
    written: Mapping[str, str] = MappingProxyType({}),
    way_out: str = "",
) -> list[Fault]:
    """Return what is wrong with the columns of a table.

    Parameters
    ----------
    present : sequence of str
        The table's columns: known ones by their names, others as they are written.
    known : collection of str
        All columns that the table may have.
    required : collection of str
        Those that it must have.
    refused : collection of Fault
        Columns with these are refused already, and are not also called unknown.
    has_others : bool
        Whether columns that are not known are left out, with a warning that names them.
    written : mapping of a column to its name in the file
        Of all that the file has; left out where it calls them as they are known here.
    way_out : str
        What else can be done where a column is missing.
    """
    named = {fault.column for fault in refused}
    faults: list[Fault] = []
    free = [name for name in known if name not in present]
    others = [name for name in present if name not in known and name not in named]
    if has_others and others:
        named_here = [f"'{name}'" for name in others[:MOST_NAMED]]
        more = len(others) - len(named_here)
        listed = in_words([*named_here, f"{more} more"] if more > 1 else [f"'{n}'" for n in others])
        is_one = len(others) == 1
        noun, verb = ("column", "is") if is_one else ("columns", "are")
        wanted = "it under 'columns' if it is" if is_one else "under 'columns' those that are"
        remedy = f"Name {wanted} needed."
        faults.append(Fault(f"The {noun} {listed} {verb} not read.", remedy, severity="warning"))
    for name in () if has_others else others:
        remedy = suggestion(fold(name), free, otherwise=f"Known columns: {', '.join(known)}.")
        faults.append(Fault(f"The column '{name}' is not known here.", remedy, column=name))
    missing = [f"'{name}'" for name in known if name in required and name not in present]
    if missing:
        noun, verb = ("column", "is") if len(missing) == 1 else ("columns", "are")
        sentence = f"The {noun} {in_words(missing)} {verb} missing."
        there = [written.get(name, name) for name in present if not written or name in written]
        faults.append(Fault(sentence, f"The table has: {', '.join(there)}. {way_out}".rstrip()))
    return faults
