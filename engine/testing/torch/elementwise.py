"""Functions of single elements, and clips."""

import torch
import torch.nn.functional as F
from linalg import global_norm


def elementwise(f):
    return lambda inputs, _: f(*inputs)


def cast(inputs, attributes):
    target = {"float32": torch.float64, "float64": torch.float64, "int32": torch.int64, "bool": torch.bool}
    return inputs[0].to(target[attributes["dtype"]])


def clip_by_norm(x, norm, axes):
    axes = list(range(x.dim())) if axes is None else list(axes)
    length = torch.linalg.vector_norm(x, 2, dim=axes, keepdim=True) if axes else x.abs()
    return x * torch.clamp(norm / length, max=1)


def clip_by_global_norm(inputs, attributes):
    *tensors, clip = inputs[:-1] if attributes["hasNorm"] else inputs
    norm = inputs[-1] if attributes["hasNorm"] else global_norm(tensors)
    return [one * torch.clamp(clip / norm, max=1) for one in tensors] + [norm + 0]


ELEMENTWISE = {
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
}
