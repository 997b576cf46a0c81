"""How numbers are written in sentences and tables."""

from decimal import ROUND_HALF_UP, Decimal


def percent(part: int, whole: int) -> str:
    """One decimal, without a trailing zero: 94.2%, 100%; a dash when there is nothing to divide by."""
    if not whole:
        return "—"
    return f"{plain_number(Decimal(part * 100) / whole)}%"


def plain_number(value: float | Decimal) -> str:
    """One decimal at most, rounded half up (四舍五入), no trailing zero, no exponent: 8, 8.5, 1234567."""
    rounded = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:f}".removesuffix(".0")
