"""NHS numbers: their form, check digit and issued ranges.

References
----------
NHS Data Dictionary, NHS NUMBER (https://www.datadictionary.nhs.uk/attributes/nhs_number.html).
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

LENGTH = 10
_WEIGHTS = range(LENGTH, 1, -1)  # 10 for the first digit to 2 for the ninth
_MODULUS = 11
BASE = 10  # of the digits

# first to last number of Scotland (CHI), Northern Ireland, England with Wales and Isle of Man
# (twice), Ireland, test and synthetic patients; 5 is not issued
ISSUED_RANGES: tuple[tuple[str, str], ...] = (
    ("0100000000", "3112999999"),
    ("3200000000", "3999999999"),
    ("4000000000", "4999999999"),
    ("6000000000", "7999999999"),
    ("8000000000", "8599999999"),
    ("9000000000", "9999999999"),
)

# ten digits together or as 3-3-4, not part of a longer word or number
_CANDIDATE = re.compile(r"(?<!\w)(?:\d{10}|\d{3} \d{3} \d{4}|\d{3}-\d{3}-\d{4})(?!\w)", re.ASCII)
_SEPARATORS = str.maketrans("", "", " -")


def has_format(text: str) -> bool:
    """Return whether a text is ten digits, together or 3-3-4 with spaces or hyphens.

    Examples
    --------
    >>> has_format("999 000 0018"), has_format("99900 00018")
    (True, False)
    """
    return _CANDIDATE.fullmatch(text.strip()) is not None


def check_digit_holds(digits: str) -> bool:
    """Return whether the tenth digit is the check digit of the first nine (modulus 11).

    Examples
    --------
    >>> check_digit_holds("9990000018"), check_digit_holds("9990000019")
    (True, False)

    Notes
    -----
    With weights 10 to 2, ``check = 11 - sum(weight * digit) mod 11``; 11 stands for 0, and 10 is
    never issued.
    """
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    check = _MODULUS - total % _MODULUS
    return check % _MODULUS == int(digits[-1]) and check != LENGTH


def is_nhs_number(text: str) -> bool:
    """Return whether a text can be an NHS number that was issued, or a test patient's.

    Examples
    --------
    >>> is_nhs_number("999-000-0018"), is_nhs_number("1111111111")
    (True, False)
    """
    if not has_format(text):
        return False
    digits = text.strip().translate(_SEPARATORS)
    issued = any(first <= digits <= last for first, last in ISSUED_RANGES)
    return issued and len(set(digits)) > 1 and check_digit_holds(digits)


def candidates(text: str) -> list[str]:
    """Return what in a text has the form of an NHS number, valid or not."""
    return _CANDIDATE.findall(text)


def are_nhs_numbers(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return which whole numbers can be NHS numbers, as `is_nhs_number` does for texts.

    Examples
    --------
    >>> are_nhs_numbers(np.array([9990000018, 9990000019, 1111111111])).tolist()
    [True, False, False]
    """
    places = BASE ** np.arange(LENGTH - 1, -1, -1, dtype=np.int64)
    digits = numbers[:, np.newaxis] // places % BASE
    check = (_MODULUS - digits[:, :-1] @ np.array(_WEIGHTS[: LENGTH - 1]) % _MODULUS) % _MODULUS
    holds = (check == digits[:, -1]) & (check != LENGTH)
    differ = (digits != digits[:, :1]).any(axis=1)
    issued = np.zeros(len(numbers), dtype=np.bool_)
    for first, last in ISSUED_RANGES:
        issued |= (numbers >= int(first)) & (numbers <= int(last))
    found: npt.NDArray[np.bool_] = holds & differ & issued
    return found
