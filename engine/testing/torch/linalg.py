"""Matrices."""

import torch


def matmul(inputs, attributes):
    a, b = inputs
    a = a.transpose(-1, -2) if attributes["transposeA"] else a
    b = b.transpose(-1, -2) if attributes["transposeB"] else b
    return torch.matmul(a, b)


def matvec(inputs, attributes):
    a, b = inputs
    a = a.transpose(-1, -2) if attributes["transposeA"] else a
    return torch.matmul(a, b.unsqueeze(-1)).squeeze(-1)


def tensordot(inputs, attributes):
    axes = attributes["axes"]
    if not isinstance(axes, int):
        axes = [[one] if isinstance(one, int) else one for one in axes]
    return torch.tensordot(*inputs, axes)


def global_norm(tensors):
    return torch.cat([one.reshape(-1) for one in tensors]).norm()


def norm(inputs, attributes):
    """One axis, or none, makes a vector norm; two axes a matrix norm."""
    (x,) = inputs
    order, axis, keep = attributes["ord"], attributes["axis"], attributes["keepdims"]
    if order in ("euclidean", "fro", None):
        order = 2
        matrix = False
    else:
        matrix = isinstance(axis, list) and len(axis) == 2
    axis = list(range(x.dim())) if axis is None else axis
    order = float("inf") if order == "Infinity" else order
    if matrix:
        return torch.linalg.matrix_norm(x, order, axis, keep)
    return torch.linalg.vector_norm(x, order, axis, keep)


def band_part(inputs, attributes):
    (x,) = inputs
    below, above = attributes["numLower"], attributes["numUpper"]
    rows, columns = torch.arange(x.shape[-2]).unsqueeze(1), torch.arange(x.shape[-1])
    kept = torch.ones(x.shape[-2:], dtype=torch.bool)
    if below >= 0:
        kept &= rows - columns <= below
    if above >= 0:
        kept &= columns - rows <= above
    return x * kept


def length_of(k, rows, columns):
    return min(rows + min(k, 0), columns - max(k, 0))


def offset_of(k, length, longest, align):
    """`align` says the side of the diagonals above the main one, then of those below."""
    above, below = align.split("_")
    return longest - length if (above if k > 0 else below) == "RIGHT" and k != 0 else 0


def diagonals_of(band, rows, columns, attributes):
    """(rows, columns, values) of each diagonal of a band, as tf.linalg.diag lays them out."""
    lower, upper = attributes["k"]
    for k in range(lower, upper + 1):
        n = length_of(k, rows, columns)
        values = band if lower == upper else band[..., upper - k, :]
        start = offset_of(k, n, values.shape[-1], attributes["align"])
        at = torch.arange(n)
        yield at - min(k, 0), at + max(k, 0), values[..., start : start + n]


def diag(inputs, attributes):
    (band,) = inputs
    lower, upper = attributes["k"]
    longest = band.shape[-1]
    least = [longest - min(upper, 0), longest + max(lower, 0)]
    given = [attributes["numRows"], attributes["numCols"]]
    if given == [-1, -1]:
        rows = columns = max(least)
    else:
        rows, columns = [own if own >= 0 else few for own, few in zip(given, least)]
    batch = band.shape[: -1 if lower == upper else -2]
    y = torch.full((*batch, rows, columns), float(attributes["paddingValue"]), dtype=torch.float64)
    return with_diagonals(y, band, attributes)


def set_diag(inputs, attributes):
    x, band = inputs
    return with_diagonals(x.clone(), band, attributes)


def with_diagonals(y, band, attributes):
    for rows, columns, values in diagonals_of(band, y.shape[-2], y.shape[-1], attributes):
        y[..., rows, columns] = values
    return y


def diag_part(inputs, attributes):
    (x,) = inputs
    lower, upper = attributes["k"]
    longest = max(length_of(k, x.shape[-2], x.shape[-1]) for k in range(lower, upper + 1))
    lines = []
    for k in range(upper, lower - 1, -1):
        own = torch.diagonal(x, k, -2, -1)
        n = own.shape[-1]
        start = offset_of(k, n, longest, attributes["align"])
        line = torch.full((*own.shape[:-1], longest), float(attributes["paddingValue"]), dtype=torch.float64)
        line[..., start : start + n] = own
        lines.append(line)
    return lines[0] if lower == upper else torch.stack(lines, -2)


def tensor_diag(inputs, _):
    (x,) = inputs
    return torch.diag(x.reshape(-1)).reshape(x.shape + x.shape)


def tensor_diag_part(inputs, _):
    (x,) = inputs
    half = x.shape[: x.dim() // 2]
    return x.reshape(half.numel(), half.numel()).diagonal().reshape(half)


def eye(_, attributes):
    *_, rows, columns = shape = attributes["shape"]
    return torch.eye(rows, columns, dtype=torch.float64).expand(shape)


def triangular_solve(inputs, attributes):
    matrix, right = inputs
    triangle = matrix.tril() if attributes["lower"] else matrix.triu()
    triangle = triangle.transpose(-1, -2) if attributes["adjoint"] else triangle
    return torch.linalg.solve_triangular(triangle, right, upper=attributes["lower"] == attributes["adjoint"])


def eigenvalues(inputs, _):
    """Of the lower triangle and its mirror image: TensorFlow's gradient goes to that triangle alone."""
    (x,) = inputs
    return torch.linalg.eigvalsh(x.tril() + x.tril(-1).transpose(-1, -2))


LINALG = {
    "bandPart": band_part,
    "cholesky": lambda inputs, _: torch.linalg.cholesky(inputs[0]),
    "det": lambda inputs, _: torch.linalg.det(inputs[0]),
    "diag": diag,
    "diagPart": diag_part,
    "eigvalsh": eigenvalues,
    "einsum": lambda inputs, attributes: torch.einsum(attributes["equation"], *inputs),
    "eye": eye,
    "globalNorm": lambda inputs, _: global_norm(inputs),
    "inv": lambda inputs, _: torch.linalg.inv(inputs[0]),
    "matmul": matmul,
    "matrixTranspose": lambda inputs, _: inputs[0].transpose(-1, -2),
    "matvec": matvec,
    "norm": norm,
    "setDiag": set_diag,
    "solve": lambda inputs, _: torch.linalg.solve(*inputs),
    "tensorDiag": tensor_diag,
    "tensorDiagPart": tensor_diag_part,
    "tensordot": tensordot,
    "trace": lambda inputs, _: inputs[0].diagonal(0, -2, -1).sum(-1),
    "triangularSolve": triangular_solve,
}
