"""Moving elements: shapes, slices, gathers and scatters."""

import torch
from convolutions import adjoint


def whole(numbers):
    return torch.tensor(numbers, dtype=torch.int64)


def pad(inputs, attributes):
    """Along each axis, the place in x of every place of the result; outside, in a constant margin, there is none."""
    (x,) = inputs
    for axis, (before, after) in enumerate(attributes["paddings"]):
        n = x.shape[axis]
        places = range(-before, n + after)
        if attributes["mode"] == "CONSTANT":
            shape = list(x.shape)
            margins = []
            for shape[axis] in (before, after):
                margins.append(torch.full(shape, float(attributes["value"]), dtype=x.dtype))
            x = torch.cat([margins[0], x, margins[1]], axis)
            continue
        period = 2 * n if attributes["mode"] == "SYMMETRIC" else 2 * n - 2
        mirrored = [one % period for one in places] if period > 0 else [0 for _ in places]
        last = period - 1 if attributes["mode"] == "SYMMETRIC" else period
        x = x.index_select(axis, whole([one if one < n else last - one for one in mirrored]))
    return x


def one_hot(inputs, attributes):
    (indices,) = inputs
    depth, axis = attributes["depth"], attributes["axis"]
    hot = indices.unsqueeze(-1) == torch.arange(depth)
    on = torch.tensor(float(attributes["onValue"]), dtype=torch.float64)
    off = torch.tensor(float(attributes["offValue"]), dtype=torch.float64)
    return torch.where(hot, on, off).movedim(-1, axis)


def gather(inputs, attributes):
    """With batch dimensions: one gather for each place of the first axes, which both have in common."""
    params, indices = inputs
    axis = attributes["axis"] % params.dim()
    batch_dims = attributes["batchDims"]
    if batch_dims == 0:
        picked = torch.index_select(params, axis, indices.reshape(-1))
        return picked.reshape(params.shape[:axis] + indices.shape + params.shape[axis + 1 :])
    rest = {"axis": axis - 1, "batchDims": batch_dims - 1}
    return torch.stack([gather(pair, rest) for pair in zip(params, indices)])


def gather_gradient(inputs, attributes):
    dy, indices = inputs
    axis, batch_dims = attributes["axis"], attributes["batchDims"]
    shape = list(dy.shape[:axis]) + [attributes["count"]] + list(dy.shape[axis + indices.dim() - batch_dims :])
    return adjoint(lambda params: gather([params, indices], attributes), shape, dy)


def rows_of(shape, indices):
    """The axes that the last axis of `indices` counts, as one: which row of it each index names, and a row's shape."""
    k = indices.shape[-1]
    row = torch.zeros(indices.shape[:-1], dtype=torch.int64)
    for axis in range(k):
        row = row * shape[axis] + indices[..., axis]
    count = 1
    for size in shape[:k]:
        count *= size
    return row.reshape(-1), count, list(shape[k:])


def gather_nd(inputs, _):
    params, indices = inputs
    row, count, rest = rows_of(params.shape, indices)
    return params.reshape([count] + rest)[row].reshape(list(indices.shape[:-1]) + rest)


def scatter_onto(x, indices, updates, accumulate):
    row, count, rest = rows_of(x.shape, indices)
    flat = updates.reshape([row.numel()] + rest)
    return x.reshape([count] + rest).index_put((row,), flat, accumulate).reshape(x.shape)


def scatter_nd(inputs, attributes):
    indices, updates = inputs
    return scatter_onto(torch.zeros(attributes["shape"], dtype=updates.dtype), indices, updates, True)


def take_slice(inputs, attributes):
    (x,) = inputs
    for axis, (begin, size) in enumerate(zip(attributes["begin"], attributes["size"])):
        x = x.narrow(axis, begin, x.shape[axis] - begin if size == -1 else size)
    return x


def strided_slice(x, attributes):
    """Python's x[begin:end:stride, …], bit i of each mask speaking of the i-th part, as tf.strided_slice documents them."""
    has = lambda mask, i: attributes[mask + "Mask"] >> i & 1 == 1
    parts = list(zip(attributes["begin"], attributes["end"], attributes["strides"]))
    named = sum(not has("ellipsis", i) and not has("newAxis", i) for i in range(len(parts)))
    rank, axis = x.dim(), 0
    for i, (begin, end, stride) in enumerate(parts):
        if has("ellipsis", i):
            axis += rank - named
        elif has("newAxis", i):
            x = x.unsqueeze(axis)
            axis += 1
        elif has("shrinkAxis", i):
            x = x.select(axis, begin)
        else:
            own = slice(None if has("begin", i) else begin, None if has("end", i) else end, stride)
            x = x.index_select(axis, whole(list(range(*own.indices(x.shape[axis])))))
            axis += 1
    return x


def strided_slice_gradient(inputs, attributes):
    return adjoint(lambda x: strided_slice(x, attributes), attributes["shape"], *inputs)


def split(inputs, attributes):
    (x,) = inputs
    axis, parts = attributes["axis"] % x.dim(), attributes["parts"]
    if isinstance(parts, int):
        return torch.split(x, x.shape[axis] // parts, axis)
    rest = x.shape[axis] - sum(one for one in parts if one >= 0)
    return torch.split(x, [rest if one < 0 else one for one in parts], axis)


def squeeze(inputs, attributes):
    (x,) = inputs
    axis = attributes["axis"]
    if axis is None:
        return x.squeeze()
    for one in sorted([axis] if isinstance(axis, int) else axis, reverse=True):
        x = x.squeeze(one)
    return x


def transpose(inputs, attributes):
    (x,) = inputs
    perm = attributes["perm"]
    return x.permute(list(reversed(range(x.dim()))) if perm is None else perm)


def repeat(inputs, attributes):
    repeats, axis = attributes["repeats"], attributes["axis"]
    count = whole(repeats) if isinstance(repeats, list) else repeats
    return torch.repeat_interleave(inputs[0], count, axis)


def linspace(inputs, attributes):
    start, stop = inputs
    num = attributes["num"]
    places = [start + (stop - start) * (i / max(num - 1, 1)) for i in range(num)]
    return torch.stack(places, attributes["axis"])


def constant(inputs, attributes):
    shape = attributes["shape"]
    return inputs[0] if shape is None else inputs[0].expand(shape) if inputs[0].numel() == 1 else inputs[0].reshape(shape)


def filled(value):
    return lambda _, attributes: torch.full(attributes["shape"], value, dtype=torch.float64)


SHAPES = {
    "broadcastTo": lambda inputs, attributes: inputs[0].broadcast_to(attributes["shape"]),
    "concat": lambda inputs, attributes: torch.cat(inputs, attributes["axis"]),
    "constant": constant,
    "convertToTensor": lambda inputs, _: inputs[0].clone(),
    "ensureShape": lambda inputs, _: inputs[0].clone(),
    "expandDims": lambda inputs, attributes: inputs[0].unsqueeze(attributes["axis"]),
    "fill": lambda _, attributes: torch.full(attributes["shape"], float(attributes["value"])).double(),
    "gather": gather,
    "gatherGradient": gather_gradient,
    "gatherNd": gather_nd,
    "linspace": linspace,
    "meshgrid": lambda inputs, attributes: torch.meshgrid(*inputs, indexing=attributes["indexing"]),
    "oneHot": one_hot,
    "ones": filled(1.0),
    "onesLike": lambda inputs, _: torch.ones(inputs[0].shape, dtype=torch.float64),
    "pad": pad,
    "range": lambda _, a: a["start"] + a["delta"] * torch.arange(a["count"], dtype=torch.float64),
    "rank": lambda inputs, _: whole(inputs[0].dim()),
    "repeat": repeat,
    "reshape": lambda inputs, attributes: inputs[0].reshape(attributes["shape"]),
    "reverse": lambda inputs, attributes: inputs[0].flip(attributes["axis"]),
    "roll": lambda inputs, attributes: torch.roll(inputs[0], attributes["shift"], attributes["axis"]),
    "scatterNd": scatter_nd,
    "shape": lambda inputs, _: whole(list(inputs[0].shape)),
    "size": lambda inputs, _: whole(inputs[0].numel()),
    "slice": take_slice,
    "split": split,
    "squeeze": squeeze,
    "stack": lambda inputs, attributes: torch.stack(inputs, attributes["axis"]),
    "stridedSlice": lambda inputs, attributes: strided_slice(inputs[0], attributes),
    "stridedSliceGradient": strided_slice_gradient,
    "tensorScatterNdAdd": lambda inputs, _: scatter_onto(*inputs, True),
    "tensorScatterNdUpdate": lambda inputs, _: scatter_onto(*inputs, False),
    "tile": lambda inputs, attributes: inputs[0].tile(attributes["multiples"]),
    "transpose": transpose,
    "unstack": lambda inputs, attributes: torch.unbind(inputs[0], attributes["axis"]),
    "zeros": filled(0.0),
    "zerosLike": lambda inputs, _: torch.zeros(inputs[0].shape, dtype=torch.float64),
}
