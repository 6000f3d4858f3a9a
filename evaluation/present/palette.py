"""The one palette: NHS identity colours by the part they play, with their contrast on white."""

from __future__ import annotations

# NHS identity guidelines, colours; contrast ratios on white computed by WCAG 2.2's formula.
DARK_BLUE = "#003087"  # 11.9
BLUE = "#005EB8"  # 6.4
DARK_GREY = "#425563"  # 7.8
MID_GREY = "#768692"  # 3.8, graphics only
PALE_GREY = "#E8EDEE"  # background only
DARK_GREEN = "#006747"  # 6.9
PINK = "#AE2573"  # 6.3
DARK_RED = "#8A1538"  # 9.4
PURPLE = "#330072"  # 15.2
ORANGE = "#C24E00"  # 4.8, darker than the NHS orange, which is 2.5 on white
BLACK = "#231F20"
WHITE = "#FFFFFF"

TEXT_COLOURS = (DARK_BLUE, BLUE, DARK_GREY, DARK_GREEN, PINK, DARK_RED, PURPLE, ORANGE, BLACK)
GRAPHIC_COLOURS = (*TEXT_COLOURS, MID_GREY)

OBSERVED = BLUE
FITTED = DARK_BLUE
COUNTERFACTUAL = PINK
CONTROL = MID_GREY
REFERENCE_LINE = DARK_GREY
EXCLUDED = PALE_GREY
YELLOW = "#FAE100"  # behind black text only: words that were searched for
HATCHED = "#C4CDD3"  # lines of a shaded window, background only


def contrast(colour: str, background: str = WHITE) -> float:
    """Return the WCAG 2.2 contrast ratio of two colours written as #RRGGBB.

    References
    ----------
    W3C, Web Content Accessibility Guidelines 2.2, "contrast ratio" and "relative luminance".

    Examples
    --------
    >>> round(contrast("#000000"), 1)
    21.0
    """
    lighter, darker = sorted((_luminance(colour), _luminance(background)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
