"""What digits are worth, with whatever stands between thousands and before decimals."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from annotations.domain.figures.vocabulary import Vocabulary

VULGAR = "½⅓¼¾⅔"
_LONGEST = 18


def digits_value(digits: str, vocabulary: Vocabulary, *, scaled: bool = False) -> Decimal | None:
    """What digits with their separators are worth; None when they are no number (007).

    A single comma or point before exactly three digits stands between thousands, unless it is the language's decimal
    sign and the digits do not end in 0, or a scale follows ("1,234 млн"), or the number begins with 0. So translations
    that keep the commas of an original ("11,000" in Ukrainian) are read as they were meant.

    Args:
        digits: as they stand, without sign and unit.
        vocabulary: of the text's language.
        scaled: whether a word such as "million" follows.
    """
    plain = digits.rstrip(VULGAR)
    part = (
        Decimal(str(unicodedata.numeric(digits[-1]))).quantize(Decimal("1.0000")).normalize()
        if plain != digits
        else Decimal(0)
    )
    groups, signs = re.findall(r"\d+", plain) or ["0"], re.findall(r"\D", plain)
    if sum(map(len, groups)) > _LONGEST or (len(groups[0]) > 1 and groups[0].startswith("0")):
        return None
    decimals = groups.pop() if signs and _before_decimals(groups, signs, vocabulary.decimal, scaled) else ""
    return Decimal(f"{''.join(groups)}.{decimals}") + part


def _before_decimals(groups: Sequence[str], signs: Sequence[str], decimal: str, scaled: bool) -> bool:
    if signs[-1] not in ".,":
        return False
    if len(groups[-1]) != 3 or len(set(signs)) > 1:
        return True
    if len(signs) > 1:
        return False
    return groups[0] == "0" or scaled or (signs[0] == decimal and not groups[-1].endswith("0"))
