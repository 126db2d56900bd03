"""Convolutions and pools: images are [batch, height, width, channels] in TensorFlow, channels second in PyTorch."""

import torch
import torch.nn.functional as F


def margins(padding, sizes, taps, strides, dilations):
    """[(before, after)] of each spatial axis. SAME gives ceil(size / stride) results, and the odd one goes to the end."""
    if padding == "VALID":
        return [(0, 0)] * len(sizes)
    if padding != "SAME":
        return [tuple(one) for one in padding[1:-1]]
    found = []
    for size, k, stride, dilation in zip(sizes, taps, strides, dilations):
        whole = max((-(-size // stride) - 1) * stride + (k - 1) * dilation + 1 - size, 0)
        found.append((whole // 2, whole - whole // 2))
    return found


def flat_margins(pairs):
    return [size for pair in reversed(pairs) for size in pair]


def channels_first(x):
    return x.movedim(-1, 1)


def channels_last(x):
    return x.movedim(1, -1)


def convolution(x, filters, attributes, groups=1):
    """`filters` [height, width, channels of a group, outputs]."""
    strides, dilations = attributes["strides"], attributes["dilations"]
    pairs = margins(attributes["padding"], x.shape[1:3], filters.shape[:2], strides, dilations)
    padded = F.pad(channels_first(x), flat_margins(pairs))
    weights = filters.permute(3, 2, 0, 1)
    return channels_last(F.conv2d(padded, weights, stride=strides, dilation=dilations, groups=groups))


def conv2d(inputs, attributes):
    return convolution(*inputs, attributes)


def conv1d(inputs, attributes):
    """A convolution of images one pixel high."""
    x, filters = inputs
    wide = {
        "strides": [1, attributes["stride"]],
        "dilations": [1, attributes["dilations"]],
        "padding": attributes["padding"],
    }
    return convolution(x.unsqueeze(1), filters.unsqueeze(0), wide).squeeze(1)


def transposed(dy, filters, sizes, attributes):
    """What a convolution of images of `sizes` by `filters` [height, width, out, in] would have come from."""
    strides, dilations = attributes["strides"], attributes["dilations"]
    weights = filters.permute(3, 2, 0, 1)
    whole = channels_last(F.conv_transpose2d(channels_first(dy), weights, stride=strides, dilation=dilations))
    pairs = margins(attributes["padding"], sizes[1:3], filters.shape[:2], strides, dilations)
    for axis, (before, _) in enumerate(pairs, 1):
        whole = whole.narrow(axis, before, whole.shape[axis] - before)
        missing = max(sizes[axis] - whole.shape[axis], 0)
        ends = [0, 0] * (3 - axis) + [0, missing]
        whole = F.pad(whole, ends).narrow(axis, 0, sizes[axis])
    return whole


def conv2d_transpose(inputs, attributes):
    return transposed(*inputs, attributes["outputShape"], attributes)


def conv2d_backprop_input(inputs, attributes):
    filters, dy = inputs
    return transposed(dy, filters, attributes["inputSizes"], attributes)


def conv2d_backprop_filter(inputs, attributes):
    x, dy = inputs
    return adjoint(lambda filters: convolution(x, filters, attributes), attributes["filterSizes"], dy)


def adjoint(linear, shape, dy):
    """What comes back through a linear function to an argument of `shape`."""
    start = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
    return torch.autograd.grad(linear(start), start, dy, create_graph=True)[0]


def depthwise(x, filters, attributes):
    """`filters` [height, width, channels, multiplier]: channel c gives the outputs c · multiplier and on."""
    height, width, channels, multiplier = filters.shape
    return convolution(x, filters.reshape(height, width, 1, channels * multiplier), attributes, channels)


def depthwise_conv2d(inputs, attributes):
    return depthwise(*inputs, attributes)


def depthwise_backprop_input(inputs, attributes):
    filters, dy = inputs
    return adjoint(lambda x: depthwise(x, filters, attributes), attributes["inputSizes"], dy)


def depthwise_backprop_filter(inputs, attributes):
    x, dy = inputs
    return adjoint(lambda filters: depthwise(x, filters, attributes), attributes["filterSizes"], dy)


def separable_conv2d(inputs, attributes):
    x, depthwise_filters, pointwise_filters = inputs
    pixels = {"strides": [1, 1], "dilations": [1, 1], "padding": "VALID"}
    return convolution(depthwise(x, depthwise_filters, attributes), pointwise_filters, pixels)


def windows_of(x, attributes, fill):
    """`x` with its margins filled, channels first."""
    ksize, strides = attributes["ksize"], attributes["strides"]
    pairs = margins(attributes["padding"], x.shape[1:3], ksize, strides, [1, 1])
    return F.pad(channels_first(x), flat_margins(pairs), value=fill)


def average(x, attributes):
    """Padding does not count."""
    pool = lambda one: F.avg_pool2d(windows_of(one, attributes, 0), attributes["ksize"], attributes["strides"])
    return channels_last(pool(x) / pool(torch.ones_like(x)))


def avg_pool2d(inputs, attributes):
    return average(*inputs, attributes)


def avg_pool_gradient(inputs, attributes):
    return adjoint(lambda x: average(x, attributes), attributes["inputSizes"], *inputs)


def largest(x, attributes):
    padded = windows_of(x, attributes, float("-inf"))
    return channels_last(F.max_pool2d(padded, attributes["ksize"], attributes["strides"]))


def max_pool2d(inputs, attributes):
    return largest(*inputs, attributes)


def max_pool_gradient(inputs, attributes):
    x, dy = inputs
    return torch.autograd.grad(largest(x, attributes), x, dy, create_graph=True)[0]


def max_pool_pick(inputs, attributes):
    """What comes back to dy when `v` comes to the gradient of a pool, which is linear in dy."""
    x, v = inputs
    dy = torch.zeros_like(largest(x, attributes), requires_grad=True)
    spread = torch.autograd.grad(largest(x, attributes), x, dy, create_graph=True)[0]
    return torch.autograd.grad(spread, dy, v, create_graph=True)[0]


def pool1d(pool):
    """A pool of images one pixel high."""

    def run(inputs, attributes):
        wide = {
            "ksize": [1, attributes["ksize"]],
            "strides": [1, attributes["strides"]],
            "padding": attributes["padding"],
        }
        return pool(inputs[0].unsqueeze(1), wide).squeeze(1)

    return run


CONVOLUTIONS = {
    "avgPool1d": pool1d(average),
    "avgPool2d": avg_pool2d,
    "avgPoolGradient": avg_pool_gradient,
    "conv1d": conv1d,
    "conv2d": conv2d,
    "conv2dBackpropFilter": conv2d_backprop_filter,
    "conv2dBackpropInput": conv2d_backprop_input,
    "conv2dTranspose": conv2d_transpose,
    "depthwiseBackpropFilter": depthwise_backprop_filter,
    "depthwiseBackpropInput": depthwise_backprop_input,
    "depthwiseConv2d": depthwise_conv2d,
    "maxPool1d": pool1d(largest),
    "maxPool2d": max_pool2d,
    "maxPoolGradient": max_pool_gradient,
    "maxPoolPick": max_pool_pick,
    "separableConv2d": separable_conv2d,
}
