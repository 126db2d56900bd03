"""Matrix products. Each sum is exact and rounded once (`math.sumprod`); NumPy's own last digit depends on its BLAS."""

from math import prod, sumprod

from .construct import asarray
from .dtypes import promote
from .elementwise import binary, broadcast_shape, operand, shape_text
from .operations import MULTIPLY
from .storage import result


def matmul(a, b):
    """`a @ b` of (…, n, k) and (…, k, m); a vector is a row or column. Throws ValueError where k or … differ."""
    a, b = _matrices(a, b)
    if a is NotImplemented or b is NotImplemented:
        return NotImplemented
    for i, one in enumerate((a, b)):
        if one.ndim == 0:
            raise ValueError(
                f"matmul: Input operand {i} does not have enough dimensions (has 0, gufunc core with signature "
                "(n?,k),(k,m?)->(n?,m?) requires 1)"
            )
    left = a if a.ndim > 1 else a[None]
    right = b if b.ndim > 1 else b[:, None]
    if left.shape[-1] != right.shape[-2]:
        raise ValueError(
            "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
            f"(n?,k),(k,m?)->(n?,m?) (size {right.shape[-2]} is different from {left.shape[-1]})"
        )
    batch = broadcast_shape(left.shape[:-2], right.shape[:-2], said=_remapped(a, b))
    rows = left.shape[-2] if a.ndim > 1 else None
    columns = right.shape[-1] if b.ndim > 1 else None
    shape = batch + tuple(n for n in (rows, columns) if n is not None)
    dtype = promote(a.dtype, b.dtype)
    return result(_products(_stacked(left, batch), _stacked(right, batch), dtype), shape, dtype)


def _matrices(a, b):
    return tuple(asarray(one) if isinstance(one, (bool, int, float)) else one for one in map(operand, (a, b)))


def _remapped(a, b):
    """How NumPy says which axes of two stacks of matrices do not fit each other."""
    parts = (f"{shape_text(one.shape)}->{shape_text((*one.shape[:-2], 'newaxis', 'newaxis'))}" for one in (a, b))
    wanted = shape_text((a.shape[-2], b.shape[-1])) if a.ndim > 1 and b.ndim > 1 else ""
    return f"remapped shapes [original->remapped]: {' '.join(parts)}  and requested shape {wanted}"


def _stacked(a, batch):
    """`(rows, columns, matrices)`: the values of every matrix of the batch in row-major order."""
    n, m = a.shape[-2:]
    values = a._broadcast_values(batch + (n, m))
    return n, m, [values[i * n * m : (i + 1) * n * m] for i in range(prod(batch))]


def _products(left, right, dtype):
    n, k, lefts = left
    _, m, rights = right
    combine = _any_pair if dtype.kind == "b" else sumprod
    for x, y in zip(lefts, rights):
        columns = [y[j::m] for j in range(m)]
        for i in range(n):
            row = x[i * k : (i + 1) * k]
            for column in columns:
                yield combine(row, column)


def _any_pair(row, column):
    return any(x and y for x, y in zip(row, column))


def dot(a, b):
    """`matmul` of vectors and matrices, a product with a number; of more axes, every row with every column."""
    a, b = _matrices(a, b)
    if a.ndim == 0 or b.ndim == 0:
        return binary(MULTIPLY, a, b)
    inner = b.ndim - 2 if b.ndim > 1 else 0
    if a.shape[-1] != b.shape[inner]:
        raise ValueError(
            f"shapes {shape_text(a.shape)} and {shape_text(b.shape)} not aligned: "
            f"{a.shape[-1]} (dim {a.ndim - 1}) != {b.shape[inner]} (dim {inner})"
        )
    if b.ndim <= 2:
        return matmul(a, b)
    k = b.shape[inner]
    order = [inner, *(i for i in range(b.ndim) if i != inner)]
    columns = b.transpose(order).reshape(k, -1)
    return matmul(a.reshape(-1, k), columns).reshape(a.shape[:-1] + b.shape[:-2] + b.shape[-1:])
