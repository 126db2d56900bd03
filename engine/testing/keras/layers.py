"""Every layer of ours, called by Keras: writes engine/keras/layers/kerasGolden.jsonl."""

import os

os.environ["KERAS_BACKEND"] = "numpy"

import keras
import numpy as np
from keras import layers as L
from goldenNumbers import array, set_weights, write, written

cases = []


def case(layer, shapes, training=False, ints=None, kw=None, list_in=False, args=False):
    """Calls a new layer on inputs of these shapes, twice: to build it, and with weights of fixed numbers."""
    keras.utils.clear_session()
    inputs = [array(shape, i + 1) for i, shape in enumerate(shapes)] if ints is None else [np.array(ints, dtype="int32")]
    options = kw or {}
    layer = layer()

    def call(**more):
        if args:
            return layer(*inputs, **options, **more)
        return layer(inputs if list_in else inputs[0], **options, **more)

    call()
    set_weights(layer)
    outputs = call(training=training)
    cases.append(
        {
            "layer": keras.layers.serialize(layer),
            "inputs": [written(one) for one in inputs],
            "ints": ints is not None,
            "list": list_in or args,
            "training": training,
            "options": {name: option(value) for name, value in options.items()},
            "weights": [one.path for one in layer.weights],
            "outputs": [written(one) for one in (outputs if isinstance(outputs, (list, tuple)) else [outputs])],
            "after": [written(one) for one in layer.get_weights()] if training else None,
        }
    )


def option(value):
    if isinstance(value, list):
        return [written(one) for one in value]
    return written(value) if isinstance(value, np.ndarray) else value


ACTIVATIONS = (
    "relu", "sigmoid", "tanh", "softmax", "softplus", "softsign", "elu", "selu", "gelu", "silu",
    "leaky_relu", "relu6", "hard_sigmoid", "hard_silu", "mish", "log_softmax", "log_sigmoid",
    "exponential", "linear", "celu", "hard_tanh", "tanh_shrink", "soft_shrink", "hard_shrink",
    "squareplus",
)

for a in ACTIVATIONS:
    case(lambda: L.Activation(a), [(2, 5)])
case(lambda: L.Dense(3, activation="relu", kernel_regularizer="l2"), [(2, 4)])
case(lambda: L.Dense(2, use_bias=False), [(2, 3, 4)])
case(lambda: L.Flatten(), [(2, 3, 2)])
case(lambda: L.Reshape((3, -1)), [(2, 2, 3)])
case(lambda: L.Permute((2, 1)), [(2, 2, 3)])
case(lambda: L.RepeatVector(3), [(2, 2)])
case(lambda: L.Rescaling(1 / 127.5, offset=-1), [(2, 2)])
case(lambda: L.ReLU(max_value=0.6, negative_slope=0.1), [(2, 5)])
case(lambda: L.ReLU(threshold=0.3, negative_slope=0.1), [(2, 5)])
case(lambda: L.LeakyReLU(), [(2, 5)])
case(lambda: L.ELU(alpha=0.5), [(2, 5)])
case(lambda: L.PReLU(), [(2, 3, 4)])
case(lambda: L.PReLU(shared_axes=[1]), [(2, 3, 4)])
case(lambda: L.Softmax(), [(2, 5)])
case(lambda: L.Softmax(axis=1), [(2, 3, 4)])
case(lambda: L.UnitNormalization(), [(2, 5)])
case(lambda: L.GaussianNoise(0.5), [(2, 3)])
case(lambda: L.ZeroPadding2D(((1, 0), (2, 1))), [(1, 2, 3, 2)])
case(lambda: L.UpSampling2D((2, 3)), [(1, 2, 3, 2)])
case(lambda: L.Normalization(mean=[0.5, 1.0], variance=[4.0, 0.25]), [(2, 2)])
case(lambda: L.Embedding(5, 3), [], ints=[[0, 4, 2], [1, 1, 3]])
case(lambda: L.Dropout(0.5), [(2, 3)])
for t in (False, True):
    case(lambda: L.BatchNormalization(momentum=0.9), [(4, 3)], training=t)
    case(lambda: L.BatchNormalization(axis=1, scale=False, epsilon=1e-2), [(2, 3, 4)], training=t)
case(lambda: L.LayerNormalization(), [(2, 3, 4)])
case(lambda: L.LayerNormalization(axis=[1, 2], center=False), [(2, 3, 4)])
case(lambda: L.LayerNormalization(axis=1), [(2, 3, 4)])
for c in (L.Add, L.Multiply, L.Average, L.Maximum, L.Minimum):
    case(lambda: c(), [(2, 3), (2, 3), (2, 3)], list_in=True)
case(lambda: L.Subtract(), [(2, 3), (2, 3)], list_in=True)
case(lambda: L.Add(), [(2, 3), (2, 4, 3)], list_in=True)
case(lambda: L.Concatenate(), [(2, 3), (2, 1)], list_in=True)
case(lambda: L.Concatenate(axis=1), [(2, 1, 2), (2, 3, 2)], list_in=True)
for c in (L.SimpleRNN, L.LSTM, L.GRU):
    case(lambda: c(3), [(2, 4, 2)])
    case(lambda: c(3, return_sequences=True, return_state=True), [(2, 3, 2)])
    case(lambda: c(2, go_backwards=True, return_sequences=True, use_bias=False, activation="relu"), [(2, 3, 2)])
    case(lambda: c(2, return_sequences=True), [(2, 3, 2)], kw={"mask": np.array([[True, False, True], [False, True, False]])})
case(lambda: L.GRU(3, reset_after=False), [(2, 4, 2)])
case(lambda: L.LSTM(2), [(2, 3, 2)], kw={"initial_state": [array((2, 2), 7), array((2, 2), 8)]})
case(lambda: L.MultiHeadAttention(2, 3), [(2, 4, 5), (2, 3, 5)], args=True)
case(lambda: L.MultiHeadAttention(2, 3, value_dim=4, output_shape=2, use_bias=False), [(2, 4, 5), (2, 3, 6), (2, 3, 4)], args=True)
case(lambda: L.MultiHeadAttention(2, 2), [(2, 3, 4), (2, 3, 4)], args=True, kw={"use_causal_mask": True})
case(lambda: L.MultiHeadAttention(1, 2), [(2, 3, 4), (2, 2, 4)], args=True, kw={"attention_mask": np.array([[[True, False], [True, True], [False, True]], [[True, True], [True, False], [True, False]]])})
case(lambda: L.MultiHeadAttention(2, 2), [(2, 3, 4), (2, 2, 4)], args=True, kw={"return_attention_scores": True})
write("layers/kerasGolden.jsonl", cases)
