"""Data that somebody brings along, checked: units with a value by coder, or a text with the units of each coder."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from annotations.domain.agreement.alpha import Level
from annotations.domain.agreement.codings import Codings, Value, codings_of
from annotations.domain.agreement.continua import Continuum, Unit
from newsapp.errors import RuleViolation, Several, TooLarge
from newsapp.wording import Wording, ngettext
from newsapp.wording import gettext as _

_MOST_FAULTS = 100
_MOST_OFFSET = 2**31 - 1


@dataclass(frozen=True)
class Limits:
    """How much is taken at once; None for any number.

    Attributes:
        coders: of either form.
        units: of the first form.
        values: of the first form, all coders' together.
        ratios: different values at the ratio level, each of which is compared with each.
        spans: of the second form, all coders' together.
    """

    coders: int | None = None
    units: int | None = None
    values: int | None = None
    ratios: int | None = 5_000
    spans: int | None = None


WHILE_SOMEBODY_WAITS = Limits(coders=20, units=10_000, values=50_000, ratios=1_000, spans=1_000)
"""What is computed within seconds, whatever the values are."""


@dataclass(frozen=True)
class ValuesOfUnits:
    """The first form."""

    codings: Codings
    level: Level


Brought = ValuesOfUnits | Continuum


def read_brought(data: object, *, limits: Limits) -> Brought:
    """Check what was brought.

    Args:
        data: the JSON, in either form: `{"units": [{coder: value}], "level"}`, where a coder that is absent from a unit
            did not code it, or `{"length", "start", "continua": {coder: [{"start", "end", "label"}]}}`, half-open.
            `level` is nominal and `start` 0 when left out.
        limits: how much is taken.

    Raises:
        RuleViolation: with the path of the field at fault; several of them as `Several`.
        TooLarge: more than the limits allow.
    """
    if not isinstance(data, dict):
        raise RuleViolation("not_an_object", _("Expected an object."))
    if ("units" in data) == ("continua" in data):
        raise RuleViolation("no_form", _("Expected either “units” or “continua”."))
    faults = _Faults()
    brought = _units(data, faults, limits) if "units" in data else _continua(data, faults, limits)
    faults.refuse()
    assert brought is not None
    return brought


class _Faults:
    """What is wrong, up to a number that a person may read."""

    def __init__(self) -> None:
        self.found: list[RuleViolation] = []

    def add(self, path: str, code: str, message: Wording) -> None:
        self.found.append(RuleViolation(code, message, path=path))
        if len(self.found) >= _MOST_FAULTS:
            self.refuse()

    def unknown(self, path: str, data: Mapping[str, Any], known: Iterable[str]) -> None:
        for name in sorted(data.keys() - set(known)):
            self.add(f"{path}{name}", "unknown", _("There is no such field."))

    def refuse(self) -> None:
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            raise Several(self.found)


def _units(data: dict[str, Any], faults: _Faults, limits: Limits) -> ValuesOfUnits | None:
    faults.unknown("", data, ("units", "level"))
    level = data.get("level", "nominal")
    if level not in list(Level):
        faults.add("level", "not_a_choice", _("Expected one of: {choices}.", choices=", ".join(Level)))
    units = data["units"]
    if not isinstance(units, list):
        faults.add("units", "not_a_list", _("Expected a list."))
    faults.refuse()
    _check_count("units", len(units), limits.units)
    for number, unit in enumerate(units):
        if not isinstance(unit, dict):
            faults.add(f"units.{number}", "not_an_object", _("Expected an object."))
            continue
        for coder, value in unit.items():
            if fault := _fault_of(value, level):
                faults.add(f"units.{number}.{coder}", "bad_value", fault)
    faults.refuse()
    _check_count("units", len({coder for unit in units for coder in unit}), limits.coders, what="coders")
    _check_count("units", sum(map(len, units)), limits.values, what="values")
    if level == Level.RATIO:
        different = len({value for unit in units for value in unit.values()})
        _check_count("units", different, limits.ratios, what="ratios")
    return ValuesOfUnits(codings_of(units, numeric=level != Level.NOMINAL), Level(level))


def _fault_of(value: object, level: str) -> Wording | None:
    if level == Level.NOMINAL:
        return None if isinstance(value, Value) else _("Expected a string, a number, or true or false.")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _("Expected a number.")
    try:
        float(value)
    except OverflowError:
        return _("A number is too large.")
    if level == Level.RATIO and value < 0:
        return _("At the ratio level no value is below 0.")
    return None


def _continua(data: dict[str, Any], faults: _Faults, limits: Limits) -> Continuum | None:
    faults.unknown("", data, ("length", "start", "continua"))
    length = _whole(data.get("length"), "length", faults, least=1)
    start = _whole(data.get("start", 0), "start", faults)
    continua = data["continua"]
    if not isinstance(continua, dict):
        faults.add("continua", "not_an_object", _("Expected an object."))
    faults.refuse()
    _check_count("continua", len(continua), limits.coders, what="coders")
    for coder, units in continua.items():
        if not isinstance(units, list):
            faults.add(f"continua.{coder}", "not_a_list", _("Expected a list."))
    faults.refuse()
    _check_count("continua", sum(map(len, continua.values())), limits.spans)
    if length is None or start is None:
        return None
    found = tuple(
        tuple(sorted(_spans(f"continua.{coder}", units, start, start + length, faults)))
        for coder, units in continua.items()
    )
    return Continuum(start, length, tuple(continua), found)


def _spans(path: str, units: list[Any], first: int, last: int, faults: _Faults) -> list[Unit]:
    found = (_span(f"{path}.{number}", unit, first, last, faults) for number, unit in enumerate(units))
    return [unit for unit in found if unit is not None]


def _span(path: str, unit: object, first: int, last: int, faults: _Faults) -> Unit | None:
    if not isinstance(unit, dict):
        faults.add(path, "not_an_object", _("Expected an object."))
        return None
    faults.unknown(f"{path}.", unit, ("start", "end", "label"))
    start = _whole(unit.get("start"), f"{path}.start", faults)
    end = _whole(unit.get("end"), f"{path}.end", faults)
    label = unit.get("label")
    if not isinstance(label, str) or not label:
        faults.add(f"{path}.label", "bad_label", _("Expected a string that is not empty."))
        return None
    if start is None or end is None:
        return None
    if not first <= start < last:
        faults.add(f"{path}.start", "outside", _from_to(first, last - 1))
    elif not start < end <= last:
        faults.add(f"{path}.end", "outside", _from_to(start + 1, last))
    return Unit(start, end, label)


def _whole(value: object, path: str, faults: _Faults, *, least: int = 0) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= _MOST_OFFSET:
        return value
    faults.add(path, "not_an_integer", _from_to(least, _MOST_OFFSET))
    return None


def _from_to(least: int, most: int) -> Wording:
    return _("Expected a whole number from {least} to {most}.", least=least, most=most)


def _check_count(path: str, count: int, most: int | None, *, what: str = "units") -> None:
    if most is not None and count > most:
        raise _too_large(path, _TOO_MANY[what](count, most))


def _too_large(path: str, message: Wording) -> TooLarge:
    return TooLarge("too_many", message, path=path)


_TOO_MANY: dict[str, Callable[[int, int], Wording]] = {
    "units": lambda count, most: ngettext(
        "There is {count:,} unit; at most {most:,} are compared at once.",
        "There are {count:,} units; at most {most:,} are compared at once.",
        count, count=count, most=most,
    ),
    "values": lambda count, most: ngettext(
        "There is {count:,} value; at most {most:,} are compared at once.",
        "There are {count:,} values; at most {most:,} are compared at once.",
        count, count=count, most=most,
    ),
    "coders": lambda count, most: ngettext(
        "There is {count:,} coder; at most {most:,} are compared at once.",
        "There are {count:,} coders; at most {most:,} are compared at once.",
        count, count=count, most=most,
    ),
    "ratios": lambda count, most: ngettext(
        "There is {count:,} different value; at the ratio level at most {most:,} are compared at once.",
        "There are {count:,} different values; at the ratio level at most {most:,} are compared at once.",
        count, count=count, most=most,
    ),
}  # fmt: skip
