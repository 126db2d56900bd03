"""What networks are made of."""

import torch
import torch.nn.functional as F
from elementwise import clip_by_norm, elementwise


def softmax_cross_entropy(inputs, attributes):
    labels, logits = inputs
    return -(labels * F.log_softmax(logits, attributes["axis"])).sum(attributes["axis"])


def sparse_cross_entropy(inputs, _):
    labels, logits = inputs
    return -F.log_softmax(logits, -1).gather(-1, labels.unsqueeze(-1)).squeeze(-1)


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


NN = {
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
}
