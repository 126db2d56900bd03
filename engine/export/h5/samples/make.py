"""Writes the sample files beside it with Keras itself (3.15 with any backend), and what Keras predicts with them.

    python make.py

samples.jsonl has a line for each file: the model's config, its weights in Keras' order, an input and the output.
"""

import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "numpy")
import keras
import numpy as np

layers = keras.layers
folder = pathlib.Path(__file__).parent


def sequential():
    return keras.Sequential([keras.Input((3,)), layers.Dense(4, activation="relu"), layers.Dropout(0.2), layers.Dense(2)])


def recurrent():
    source = keras.Input((4, 3))
    x = layers.LSTM(2, return_sequences=True)(source)
    x = layers.MultiHeadAttention(2, 3)(x, x)
    return keras.Model(source, layers.Dense(1)(layers.GRU(2)(x)))


def nested():
    inner = keras.Sequential([keras.Input((6, 1)), layers.Conv1D(2, 3), layers.BatchNormalization()])
    left, right = keras.Input((6, 1)), keras.Input((6, 1))
    shared = layers.Dense(2)
    joined = layers.Add()([shared(inner(left)), shared(inner(right))])
    return keras.Model([left, right], layers.Dense(1)(layers.Flatten()(joined)))


random = np.random.default_rng(5)
lines = []
for make in (sequential, recurrent, nested):
    keras.utils.clear_session()
    model = make()
    model.compile("adam", "mse")
    model.set_weights([(abs(random.normal(size=w.shape)) + 0.1).astype("float32") for w in model.get_weights()])
    model.save_weights(folder / f"{make.__name__}.weights.h5")
    inputs = [random.normal(size=(2, *one.shape[1:])).astype("float32") for one in model.inputs]
    output = np.asarray(model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0))
    sample = {
        "name": make.__name__,
        "config": keras.saving.serialize_keras_object(model),
        "weights": [w.tolist() for w in model.get_weights()],
        "inputs": [one.tolist() for one in inputs],
        "output": output.tolist(),
    }
    sample["config"].pop("compile_config", None)
    lines.append(json.dumps(sample))
(folder / "samples.jsonl").write_text("\n".join(lines) + "\n")
