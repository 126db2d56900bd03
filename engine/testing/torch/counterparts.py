"""What each op is in PyTorch: a function of the inputs (float64, int64 or bool tensors) and the attributes.

Written from TensorFlow's documentation and PyTorch's, never from our kernels.
"""

from convolutions import CONVOLUTIONS
from elementwise import ELEMENTWISE
from linalg import LINALG
from nn import NN
from reductions import REDUCTIONS
from shapes import SHAPES

COUNTERPARTS = {
    **ELEMENTWISE,
    **REDUCTIONS,
    **LINALG,
    **SHAPES,
    **NN,
    **CONVOLUTIONS,
    "sgdUpdate": lambda inputs, attributes: inputs[0] - attributes["learningRate"] * inputs[1],
}

KERAS = "the rule of Keras, which PyTorch departs from: its optimizer is held to Keras' golden values"
RANDOM = "random: held to its distribution, and to one stream on both backends"

# Ops that PyTorch has no like of, or whose like is made of the ops above.
WITHOUT = {
    "adadeltaUpdate": KERAS,
    "adagradUpdate": KERAS,
    "adamUpdate": KERAS,
    "adamaxUpdate": KERAS,
    "amsgradUpdate": KERAS,
    "averageUpdate": "part of every optimizer; its options are checked against Keras' tests",
    "categorical": RANDOM,
    "centeredRmspropMomentumUpdate": KERAS,
    "centeredRmspropUpdate": KERAS,
    "chooseUpdate": "part of every optimizer; its options are checked against Keras' tests",
    "countNonzero": "made of notEqual and reduceSum, which are checked",
    "decayUpdate": "part of every optimizer; its options are checked against Keras' tests",
    "dropout": RANDOM,
    "eigh": "the signs of its vectors are free; its values are checked as eigvalsh",
    "ftrlUpdate": KERAS,
    "lionUpdate": KERAS,
    "momentumUpdate": KERAS,
    "nadamUpdate": KERAS,
    "passPositive": "the gradient of relu, which is checked",
    "randomNormal": RANDOM,
    "randomUniform": RANDOM,
    "rmspropMomentumUpdate": KERAS,
    "rmspropUpdate": KERAS,
    "shuffle": RANDOM,
    "tanhGradient": "the gradient of tanh, which is checked",
    "tensorScatterNdSub": "tensorScatterNdAdd of the updates negated, which is checked",
    "truncatedNormal": RANDOM,
}
