"""Reductions, scans, sorts and segments."""

import torch

LOWEST_FLOAT32 = torch.finfo(torch.float32).min


def reduction(f):
    def run(inputs, attributes):
        (x,) = inputs
        axis = attributes["axis"]
        axes = list(range(x.dim())) if axis is None else [axis] if isinstance(axis, int) else list(axis)
        return f(x, [one % max(1, x.dim()) for one in axes], attributes["keepdims"])

    return run


def one_by_one(f):
    """A reduction that PyTorch has for one axis at a time."""

    def run(x, axes, keepdims):
        for axis in sorted(axes, reverse=True):
            x = f(x, axis)
        if keepdims:
            for axis in sorted(axes):
                x = x.unsqueeze(axis)
        return x

    return run


def some(f):
    """PyTorch takes no axes for all of them."""
    return reduction(lambda x, axes, keep: f(x, axes, keep) if axes else x.clone())


def variance(x, axes, keep):
    return x.var(axes, unbiased=False, keepdim=keep) if axes else x - x


def scan(f, neutral):
    def run(inputs, attributes):
        (x,) = inputs
        axis = attributes["axis"]
        x = x.flip(axis) if attributes["reverse"] else x
        if attributes["exclusive"]:
            first = torch.full_like(x.narrow(axis, 0, 1), neutral)
            x = torch.cat([first, x.narrow(axis, 0, x.shape[axis] - 1)], axis)
        y = f(x, axis)
        return y.flip(axis) if attributes["reverse"] else y

    return run


def linear_recurrence(inputs, attributes):
    axis = attributes["axis"]
    a, b = [list(one.unbind(axis)) for one in inputs]
    if attributes["reverse"]:
        a, b = a[::-1], b[::-1]
    y = [b[0]]
    for k in range(1, len(b)):
        y.append(a[k] * y[-1] + b[k])
    return torch.stack(y[::-1] if attributes["reverse"] else y, axis)


def sort(inputs, attributes):
    descending = attributes["direction"] == "DESCENDING"
    return torch.sort(inputs[0], dim=attributes["axis"], descending=descending, stable=True)


def top_k(inputs, attributes):
    return list(torch.topk(inputs[0], attributes["k"]))


def take_along(inputs, attributes):
    return torch.gather(inputs[0], attributes["axis"], inputs[1])


def put_along(inputs, attributes):
    values, indices = inputs
    axis = attributes["axis"]
    shape = list(values.shape)
    shape[axis] = attributes["count"]
    return torch.zeros(shape, dtype=values.dtype).scatter(axis, indices, values)


def segments(f, empty):
    """Slices with one id belong together; ids below 0 belong nowhere."""

    def run(inputs, attributes):
        data, ids = inputs
        slices = data.reshape(ids.numel(), *data.shape[ids.dim() :])
        flat = ids.reshape(-1)
        own = lambda id: slices[flat == id]
        nothing = torch.full(slices.shape[1:], empty, dtype=data.dtype)
        found = [f(own(id)) if (flat == id).any() else nothing for id in range(attributes["numSegments"])]
        return torch.stack(found)

    return run


segment_sum = segments(lambda own: own.sum(0), 0)
segment_mean = segments(lambda own: own.mean(0), 0)

REDUCTIONS = {
    "argmax": lambda inputs, attributes: inputs[0].argmax(attributes["axis"]),
    "argmin": lambda inputs, attributes: inputs[0].argmin(attributes["axis"]),
    "argsort": lambda inputs, attributes: sort(inputs, attributes)[1],
    "cumprod": scan(torch.cumprod, 1),
    "cumsum": scan(torch.cumsum, 0),
    "cumulativeLogsumexp": scan(torch.logcumsumexp, LOWEST_FLOAT32),
    "linearRecurrence": linear_recurrence,
    "putAlong": put_along,
    "reduceAll": reduction(one_by_one(torch.all)),
    "reduceAny": reduction(one_by_one(torch.any)),
    "reduceEuclideanNorm": some(lambda x, axes, keep: torch.linalg.vector_norm(x, 2, axes, keep)),
    "reduceLogsumexp": some(torch.logsumexp),
    "reduceMax": some(torch.amax),
    "reduceMean": some(torch.mean),
    "reduceMin": some(torch.amin),
    "reduceProd": reduction(one_by_one(torch.prod)),
    "reduceStd": reduction(lambda x, axes, keep: variance(x, axes, keep).sqrt()),
    "reduceSum": some(torch.sum),
    "reduceVariance": reduction(variance),
    "segmentMean": segment_mean,
    "segmentSum": segment_sum,
    "sort": lambda inputs, attributes: sort(inputs, attributes)[0],
    "takeAlong": take_along,
    "topK": top_k,
    "unsortedSegmentMax": segments(lambda own: own.amax(0), LOWEST_FLOAT32),
    "unsortedSegmentMean": segment_mean,
    "unsortedSegmentMin": segments(lambda own: own.amin(0), -LOWEST_FLOAT32),
    "unsortedSegmentSum": segment_sum,
}
