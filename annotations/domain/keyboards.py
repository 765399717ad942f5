"""Where the keys of other scripts stand on a keyboard."""

# The places of the standard Cyrillic layouts (ЙЦУКЕН; Ukrainian, Russian, Belarusian) and what a Latin keyboard types there.
_CYRILLIC = dict(
    zip("йцукенгшщзхїъфівапролджєячсмитьбюыэёґўґ", "qwertyuiop[]]asdfghjkl;'zxcvbnm,.s'`\\o\\", strict=True)
)


def place_of(character: str) -> str:
    """What a Latin keyboard types at the place of a character: `с` (Cyrillic) is where `c` is."""
    lowered = character.lower()
    return _CYRILLIC.get(lowered, lowered)
