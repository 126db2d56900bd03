"""Names by rule: `reduce_sum` is `reduceSum` in the engine, a class keeps its name."""

import re

_BEFORE_CAPITAL = re.compile(r"([a-z0-9])([A-Z])")
_AFTER_UNDERSCORE = re.compile(r"_([a-z0-9])")
# Keras writes these apart.
_APART = {"beta1": "beta_1", "beta2": "beta_2"}


def snake(name):
    """The engine's name as Python writes it."""
    if name[:1].isupper():
        return name
    return _APART.get(name) or _BEFORE_CAPITAL.sub(lambda found: f"{found[1]}_{found[2].lower()}", name)


def camel(name):
    """Python's name as the engine writes it."""
    return _AFTER_UNDERSCORE.sub(lambda found: found[1].upper(), name)
