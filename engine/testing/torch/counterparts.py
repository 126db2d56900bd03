"""What each op is in PyTorch: a function of the inputs (float64, int64 or bool tensors) and the attributes.

Written from TensorFlow's documentation and PyTorch's, never from our kernels.
"""

import torch
import torch.nn.functional as F


def elementwise(f):
    return lambda inputs, _: f(*inputs)


def reduction(f, empty=None):
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


def pad(inputs, attributes):
    flat = [size for pair in reversed(attributes["paddings"]) for size in pair]
    return F.pad(inputs[0], flat, value=attributes["value"])


def one_hot(inputs, attributes):
    (indices,) = inputs
    depth, axis = attributes["depth"], attributes["axis"]
    places = torch.arange(depth)
    hot = indices.unsqueeze(-1) == places
    on = torch.tensor(float(attributes["onValue"]), dtype=torch.float64)
    off = torch.tensor(float(attributes["offValue"]), dtype=torch.float64)
    return torch.where(hot, on, off).movedim(-1, axis)


def gather(inputs, attributes):
    params, indices = inputs
    axis = attributes["axis"] % params.dim()
    picked = torch.index_select(params, axis, indices.reshape(-1))
    return picked.reshape(params.shape[:axis] + indices.shape + params.shape[axis + 1 :])


def take_slice(inputs, attributes):
    (x,) = inputs
    for axis, (begin, size) in enumerate(zip(attributes["begin"], attributes["size"])):
        x = x.narrow(axis, begin, x.shape[axis] - begin if size == -1 else size)
    return x


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


def matmul(inputs, attributes):
    a, b = inputs
    a = a.transpose(-1, -2) if attributes["transposeA"] else a
    b = b.transpose(-1, -2) if attributes["transposeB"] else b
    return torch.matmul(a, b)


def cast(inputs, attributes):
    target = {"float32": torch.float64, "float64": torch.float64, "int32": torch.int64, "bool": torch.bool}
    return inputs[0].to(target[attributes["dtype"]])


def softmax_cross_entropy(inputs, attributes):
    labels, logits = inputs
    return -(labels * F.log_softmax(logits, attributes["axis"])).sum(attributes["axis"])


def sparse_cross_entropy(inputs, _):
    labels, logits = inputs
    return -F.log_softmax(logits, -1).gather(-1, labels.unsqueeze(-1)).squeeze(-1)


def clip_by_norm(x, norm, axes):
    axes = list(range(x.dim())) if axes is None else list(axes)
    length = torch.linalg.vector_norm(x, 2, dim=axes, keepdim=True) if axes else x.abs()
    return x * torch.clamp(norm / length, max=1)


def clip_by_global_norm(inputs, attributes):
    *tensors, clip = inputs[:-1] if attributes["hasNorm"] else inputs
    norm = inputs[-1] if attributes["hasNorm"] else global_norm(tensors)
    return [one * torch.clamp(clip / norm, max=1) for one in tensors] + [norm + 0]


def global_norm(tensors):
    return torch.cat([one.reshape(-1) for one in tensors]).norm()


def embedding_lookup(inputs, attributes):
    *parts, ids = inputs
    rows = torch.cat(parts)[ids]
    if attributes["maxNorm"] is None:
        return rows
    return clip_by_norm(rows, torch.tensor(float(attributes["maxNorm"])), range(ids.dim(), rows.dim()))


def l2_normalize(inputs, attributes):
    (x,) = inputs
    axis = list(range(x.dim())) if attributes["axis"] is None else attributes["axis"]
    return x / (x * x).sum(axis, keepdim=True).clamp(min=attributes["epsilon"]).sqrt()


def moments(inputs, attributes):
    axes, keep = attributes["axes"], attributes["keepdims"]
    return [inputs[0].mean(axes, keep), inputs[0].var(axes, unbiased=False, keepdim=keep)]


def batch_normalization(inputs, attributes):
    x, mean, variance, *rest = inputs
    scale = rest[-1] if attributes["hasScale"] else 1
    offset = rest[0] if attributes["hasOffset"] else 0
    return scale * (x - mean) / (variance + attributes["varianceEpsilon"]).sqrt() + offset


def weighted_cross_entropy(labels, logits, weight):
    return -weight * labels * F.logsigmoid(logits) - (1 - labels) * F.logsigmoid(-logits)


def attention(inputs, attributes):
    query, key, value, *mask = inputs
    scale = query.shape[-1] ** -0.5 if attributes["scale"] is None else attributes["scale"]
    logits = query @ key.transpose(-1, -2) * scale
    seen = mask[0] if attributes["hasMask"] else torch.ones(logits.shape[-2:], dtype=torch.bool)
    seen = seen.tril() if attributes["isCausal"] else seen
    return torch.softmax(logits.masked_fill(~seen, float("-inf")), -1) @ value


def sgd(inputs, attributes):
    w, g = inputs
    return w - attributes["learningRate"] * g


COUNTERPARTS = {
    # elementwise
    "abs": elementwise(torch.abs),
    "acos": elementwise(torch.acos),
    "acosh": elementwise(torch.acosh),
    "add": elementwise(torch.add),
    "asin": elementwise(torch.asin),
    "asinh": elementwise(torch.asinh),
    "atan": elementwise(torch.atan),
    "atan2": elementwise(torch.atan2),
    "atanh": elementwise(torch.atanh),
    "cast": cast,
    "ceil": elementwise(torch.ceil),
    "clipByGlobalNorm": clip_by_global_norm,
    "clipByNorm": lambda inputs, attributes: clip_by_norm(*inputs, attributes["axes"]),
    "clipByValue": elementwise(lambda x, low, high: torch.maximum(torch.minimum(x, high), low)),
    "cos": elementwise(torch.cos),
    "cosh": elementwise(torch.cosh),
    "divide": elementwise(torch.true_divide),
    "divideNoNan": elementwise(lambda a, b: torch.where(b == 0, torch.zeros(()).double(), a / b)),
    "equal": elementwise(torch.eq),
    "erf": elementwise(torch.erf),
    "exp": elementwise(torch.exp),
    "expm1": elementwise(torch.expm1),
    "floor": elementwise(torch.floor),
    "floordiv": elementwise(lambda a, b: torch.div(a, b, rounding_mode="floor")),
    "floormod": elementwise(torch.remainder),
    "greater": elementwise(torch.gt),
    "greaterEqual": elementwise(torch.ge),
    "identity": elementwise(torch.clone),
    "isFinite": elementwise(torch.isfinite),
    "isInf": elementwise(torch.isinf),
    "isNan": elementwise(torch.isnan),
    "less": elementwise(torch.lt),
    "lessEqual": elementwise(torch.le),
    "log": elementwise(torch.log),
    "log1p": elementwise(torch.log1p),
    "logicalAnd": elementwise(torch.logical_and),
    "logicalNot": elementwise(torch.logical_not),
    "logicalOr": elementwise(torch.logical_or),
    "logicalXor": elementwise(torch.logical_xor),
    "maximum": elementwise(torch.maximum),
    "minimum": elementwise(torch.minimum),
    "multiply": elementwise(torch.mul),
    "negative": elementwise(torch.neg),
    "notEqual": elementwise(torch.ne),
    "pow": elementwise(torch.pow),
    "reciprocal": elementwise(torch.reciprocal),
    "round": elementwise(torch.round),
    "rsqrt": elementwise(torch.rsqrt),
    "sigmoid": elementwise(torch.sigmoid),
    "sign": elementwise(torch.sign),
    "sin": elementwise(torch.sin),
    "sinh": elementwise(torch.sinh),
    "sqrt": elementwise(torch.sqrt),
    "square": elementwise(torch.square),
    "squaredDifference": elementwise(lambda a, b: (a - b) ** 2),
    "stopGradient": elementwise(torch.Tensor.detach),
    "subtract": elementwise(torch.sub),
    "tan": elementwise(torch.tan),
    "tanh": elementwise(torch.tanh),
    "where": elementwise(torch.where),
    # reductions
    "argmax": lambda inputs, attributes: inputs[0].argmax(attributes["axis"]),
    "argmin": lambda inputs, attributes: inputs[0].argmin(attributes["axis"]),
    "reduceAll": reduction(one_by_one(torch.all)),
    "reduceAny": reduction(one_by_one(torch.any)),
    "reduceLogsumexp": reduction(lambda x, axes, keep: torch.logsumexp(x, axes, keep) if axes else x.clone()),
    "reduceMax": reduction(lambda x, axes, keep: torch.amax(x, axes, keep) if axes else x.clone()),
    "reduceMean": reduction(lambda x, axes, keep: x.mean(axes, keep) if axes else x.clone()),
    "reduceMin": reduction(lambda x, axes, keep: torch.amin(x, axes, keep) if axes else x.clone()),
    "reduceProd": reduction(one_by_one(torch.prod)),
    "reduceSum": reduction(lambda x, axes, keep: x.sum(axes, keep) if axes else x.clone()),
    # linalg
    "globalNorm": lambda inputs, _: global_norm(inputs),
    "matmul": matmul,
    # shapes
    "broadcastTo": lambda inputs, attributes: inputs[0].broadcast_to(attributes["shape"]),
    "concat": lambda inputs, attributes: torch.cat(inputs, attributes["axis"]),
    "expandDims": lambda inputs, attributes: inputs[0].unsqueeze(attributes["axis"]),
    "fill": lambda _, attributes: torch.full(attributes["shape"], float(attributes["value"])).double(),
    "gather": gather,
    "oneHot": one_hot,
    "pad": pad,
    "range": lambda _, a: a["start"] + a["delta"] * torch.arange(a["count"], dtype=torch.float64),
    "reshape": lambda inputs, attributes: inputs[0].reshape(attributes["shape"]),
    "reverse": lambda inputs, attributes: inputs[0].flip(attributes["axis"]),
    "slice": take_slice,
    "split": split,
    "squeeze": squeeze,
    "stack": lambda inputs, attributes: torch.stack(inputs, attributes["axis"]),
    "tile": lambda inputs, attributes: inputs[0].tile(attributes["multiples"]),
    "transpose": transpose,
    "unstack": lambda inputs, attributes: torch.unbind(inputs[0], attributes["axis"]),
    # nn
    "batchNormalization": batch_normalization,
    "biasAdd": elementwise(torch.add),
    "elu": elementwise(F.elu),
    "embeddingLookup": embedding_lookup,
    "gelu": lambda inputs, a: F.gelu(inputs[0], approximate="tanh" if a["approximate"] else "none"),
    "l2Loss": elementwise(lambda x: (x * x).sum() / 2),
    "l2Normalize": l2_normalize,
    "leakyRelu": lambda inputs, attributes: F.leaky_relu(inputs[0], attributes["alpha"]),
    "logSigmoid": elementwise(F.logsigmoid),
    "logSoftmax": lambda inputs, attributes: F.log_softmax(inputs[0], attributes["axis"]),
    "moments": moments,
    "relu": elementwise(F.relu),
    "relu6": elementwise(F.relu6),
    "scaledDotProductAttention": attention,
    "selu": elementwise(F.selu),
    "sigmoidCrossEntropyWithLogits": elementwise(
        lambda labels, logits: F.binary_cross_entropy_with_logits(logits, labels, reduction="none")
    ),
    "silu": lambda inputs, attributes: inputs[0] * torch.sigmoid(attributes["beta"] * inputs[0]),
    "softmax": lambda inputs, attributes: F.softmax(inputs[0], attributes["axis"]),
    "softmaxCrossEntropyWithLogits": softmax_cross_entropy,
    "softplus": elementwise(F.softplus),
    "softsign": elementwise(F.softsign),
    "sparseSoftmaxCrossEntropyWithLogits": sparse_cross_entropy,
    "weightedCrossEntropyWithLogits": elementwise(weighted_cross_entropy),
    "zeroFraction": elementwise(lambda x: (x == 0).double().mean()),
    # updates
    "sgdUpdate": sgd,
}

# Ops that PyTorch has no like of, or whose like is made of the ops above.
WITHOUT = {
    "adadeltaUpdate": "the rule of Keras; its optimizer is checked against Keras' golden values and torch.optim",
    "adagradUpdate": "the rule of Keras; its optimizer is checked against Keras' golden values and torch.optim",
    "adamUpdate": "Keras places epsilon elsewhere; checked against Keras' own trajectory",
    "adamaxUpdate": "the rule of Keras; its optimizer is checked against Keras' golden values and torch.optim",
    "amsgradUpdate": "Keras places epsilon elsewhere; checked against Keras' own trajectory",
    "averageUpdate": "part of every optimizer; its options are checked against Keras' tests",
    "centeredRmspropMomentumUpdate": "the rule of Keras; its optimizer is checked against Keras' golden values and torch.optim",
    "centeredRmspropUpdate": "the rule of Keras; its optimizer is checked against Keras' golden values and torch.optim",
    "chooseUpdate": "part of every optimizer; its options are checked against Keras' tests",
    "decayUpdate": "part of every optimizer; its options are checked against Keras' tests",
    "ftrlUpdate": "the rule of Keras; its optimizer is checked against Keras' golden values and torch.optim",
    "gatherGradient": "the gradient of gather, which is checked",
    "lionUpdate": "the rule of Keras; its optimizer is checked against Keras' golden values and torch.optim",
    "momentumUpdate": "Keras multiplies the rate into the momentum; checked against Keras' own trajectory",
    "nadamUpdate": "the rule of Keras; its optimizer is checked against Keras' golden values and torch.optim",
    "passPositive": "the gradient of relu, which is checked",
    "rmspropMomentumUpdate": "the rule of Keras; its optimizer is checked against Keras' golden values and torch.optim",
    "rmspropUpdate": "the rule of Keras; its optimizer is checked against Keras' golden values and torch.optim",
}
