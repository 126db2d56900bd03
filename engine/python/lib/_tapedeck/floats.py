"""Decimal texts of floats: the shortest digits that read back as the same float32 or float64."""

import math
from struct import pack, unpack

_SMALLEST_NORMAL = 2.0**-126


def float32(value):
    """A Python float rounded to float32; out of range is infinity."""
    try:
        return unpack("f", pack("f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def shortest_scientific(value, itemsize):
    """`d.ddde±xx` with the fewest digits that read back as this finite float of four or eight bytes."""
    if itemsize == 8:
        return _scientific_of_repr(value)
    # Six digits are few enough that at most one such decimal is nearest to a normal float32, and nine always suffice.
    first = 5 if abs(value) >= _SMALLEST_NORMAL or value == 0 else 0
    for digits in range(first, 9):
        text = f"{value:.{digits}e}"
        if float32(float(text)) == value:
            break
        if abs(math.frexp(value)[0]) == 0.5:
            # Above a power of two floats lie twice as far apart as below: the decimal above may be near enough
            # where the nearer one below is not.
            above = _next_decimal(text, digits)
            if float32(float(above)) == value:
                text = above
                break
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{exponent}"


def _next_decimal(text, digits):
    """The decimal of as many digits, one in the last place away from zero."""
    mantissa, _, exponent = text.partition("e")
    last = int(mantissa.replace(".", ""))
    return f"{float(f'{last + (1 if last > 0 else -1)}e{int(exponent) - digits}'):.{digits}e}"


def _scientific_of_repr(value):
    text = repr(value)
    if "e" in text:
        return text
    sign = "-" if text.startswith("-") else ""
    whole, _, fraction = text.lstrip("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    exponent = len(whole) - 1 - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if not digits:
        return f"{sign}0e+00"
    point = "." if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{point}{digits[1:]}e{exponent:+03d}"


def positional(value, itemsize, precision):
    """`(whole, fraction)`: shortest digits without an exponent, at most `precision` of them after the point."""
    mantissa, _, exponent = shortest_scientific(value, itemsize).partition("e")
    exponent = int(exponent)
    sign = "-" if mantissa.startswith("-") else ""
    digits = mantissa.lstrip("-").replace(".", "")
    places = len(digits) - 1 - exponent
    if precision is not None and places > precision:
        whole, _, fraction = f"{value:.{precision}f}".partition(".")
        return whole, fraction.rstrip("0")
    if places <= 0:
        return sign + digits + "0" * -places, ""
    digits = digits.rjust(places + 1, "0")
    return sign + digits[:-places], digits[-places:]


def scientific(value, itemsize, precision):
    """`(whole, fraction, exponent)`: shortest digits, at most `precision` after the point; an exponent is `+05`."""
    mantissa, _, exponent = shortest_scientific(value, itemsize).partition("e")
    whole, _, fraction = mantissa.partition(".")
    if len(fraction) > precision:
        mantissa, _, exponent = f"{value:.{precision}e}".partition("e")
        whole, _, fraction = mantissa.partition(".")
        fraction = fraction.rstrip("0")
    return whole, fraction, exponent


def float_text(value, itemsize):
    """What NumPy prints for one float: `0.1`, `1e-05`, `1.6777216e+07`, `nan`."""
    if value != value:
        return "nan"
    if value in (math.inf, -math.inf):
        return "inf" if value > 0 else "-inf"
    if itemsize == 8:
        return repr(value)
    if value == 0 or 1e-4 <= abs(value) < 1e6:
        whole, fraction = positional(value, itemsize, None)
        return f"{whole}.{fraction or '0'}"
    return shortest_scientific(value, itemsize)


def float32_repr(value):
    """What NumPy prints for a float32, of a Python float that holds one."""
    return float_text(float32(value), 4)
