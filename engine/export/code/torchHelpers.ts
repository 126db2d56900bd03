/** Functions that a PyTorch script brings along where it needs them: what Keras does and PyTorch has no name for. */
export const torchHelpers = {
  squareplus: `def squareplus(x):
    return (x + torch.sqrt(x * x + 4)) / 2`,

  same_padding: `def same_padding(x, kernel, strides, dilation, value=0.0):
    """Pads as TensorFlow's "same" does: the odd one goes behind. x: (batch, channels, ...)."""
    pads = []
    for n, k, s, d in zip(x.shape[2:], kernel, strides, dilation):
        total = max((-(-n // s) - 1) * s + (k - 1) * d + 1 - n, 0)
        pads = [total // 2, total - total // 2] + pads
    return F.pad(x, pads, value=value)`,

  same_average: `def same_average(pool, x, kernel, strides):
    """An average over what is there: padding does not count."""
    ones = (1,) * len(kernel)
    total = pool(same_padding(x, kernel, strides, ones), kernel, strides)
    return total / pool(same_padding(torch.ones_like(x), kernel, strides, ones), kernel, strides)`,

  transposed_convolution: `def transposed_convolution(layer, x, same, added):
    """A transposed convolution with the output sizes of Keras. x: (batch, channels, height, width)."""
    y = F.conv_transpose2d(x, layer.weight, None, layer.stride, dilation=layer.dilation)
    pads = []
    sizes = zip(x.shape[2:], y.shape[2:], layer.stride, layer.kernel_size, layer.dilation, added)
    for n, full, s, k, d, more in sizes:
        reach = (k - 1) * d + 1
        if same:
            size = n * s if more is None else (n - 1) * s + reach % 2 + more
        else:
            size = full + (max(s - reach, 0) if more is None else more)
        before = max(full - size, 0) // 2 if same else 0
        pads = [-before, size - full + before] + pads
    y = F.pad(y, pads)
    return y if layer.bias is None else y + layer.bias[:, None, None]`,

  recur: `def recur(layer, x, state=None, backwards=False, sequences=False, states=False):
    """Runs a recurrent layer as Keras does. x: (batch, steps, features); states: (batch, units)."""
    if backwards:
        x = x.flip(1)
    if state is not None:
        state = tuple(one[None] for one in state) if isinstance(layer, nn.LSTM) else state[0][None]
    output, state = layer(x, state)
    if not sequences:
        output = output[:, -1]
    if not states:
        return output
    return (output, *(one[0] for one in (state if isinstance(state, tuple) else (state,))))`,

  gates: `def gates(x, order):
    """Puts the gates along the last axis into another order."""
    parts = x.chunk(len(order), -1)
    return torch.cat([parts[i] for i in order], -1)`,

  MultiHeadAttention: `class MultiHeadAttention(nn.Module):
    """softmax(q k^T / sqrt(key_dim)) v in several heads. Inputs: (batch, steps, features)."""

    def __init__(self, heads, key_dim, value_dim, sizes, bias, dropout):
        super().__init__()
        query, key, value, output = sizes
        self.heads, self.key_dim, self.dropout = heads, key_dim, dropout
        self.query = nn.Linear(query, heads * key_dim, bias)
        self.key = nn.Linear(key, heads * key_dim, bias)
        self.value = nn.Linear(value, heads * value_dim, bias)
        self.output = nn.Linear(heads * value_dim, output, bias)

    def forward(self, query, value, key=None, mask=None, causal=False, scores=False):
        def split(x):
            return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

        q = split(self.query(query)) / self.key_dim**0.5
        k = split(self.key(value if key is None else key))
        v = split(self.value(value))
        attention = q @ k.transpose(-2, -1)
        if causal:
            seen = torch.ones(attention.shape[-2:], dtype=torch.bool, device=q.device).tril()
            mask = seen if mask is None else mask & seen
        if mask is not None:
            mask = mask if mask.dim() == 2 else mask[:, None]
            attention = attention.masked_fill(~mask, -3e38)
        attention = attention.softmax(-1)
        kept = F.dropout(attention, self.dropout, self.training)
        output = self.output((kept @ v).transpose(1, 2).flatten(2))
        return (output, attention) if scores else output`,
} as const;

export type TorchHelper = keyof typeof torchHelpers;

/** What a helper itself calls. */
export const helperNeeds: Partial<Record<TorchHelper, readonly TorchHelper[]>> = { same_average: ['same_padding'] };
