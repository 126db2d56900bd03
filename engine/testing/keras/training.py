"""fit, evaluate, predict and the steps by hand, as Keras does them: writes engine/keras/models/trainingGolden.jsonl.

A case is a model as Keras serializes it, what it is compiled with, its data, and what came of three epochs.
"""

import copy
import os

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np
from keras import Input, layers as L, optimizers
from goldenNumbers import array, set_weights, write, written

cases = []


def case(name, model, x, y, optimizer=None, sample_weight=None, val=None, fit=None, **compiled):
    """Trains the model for three epochs, then evaluates and predicts."""
    keras.utils.clear_session()
    model = model()
    set_weights(model)
    optimizer = optimizer or optimizers.SGD(0.1)
    serialized = keras.layers.serialize(model)
    optimizer_config = keras.optimizers.serialize(optimizer)
    model.compile(optimizer=optimizer, **{key: live(value) for key, value in compiled.items()})
    options = {"batch_size": 4, "epochs": 3, **(fit or {})}
    # JSON has no numbers as keys.
    class_weight = options.get("class_weight")
    if class_weight is not None:
        options["class_weight"] = {int(key): value for key, value in class_weight.items()}
    history = model.fit(
        x, y, shuffle=False, verbose=0, sample_weight=sample_weight, validation_data=val, **options
    )
    results = model.evaluate(x, y, batch_size=4, sample_weight=sample_weight, verbose=0)
    named = model.evaluate(x, y, batch_size=4, sample_weight=sample_weight, verbose=0, return_dict=True)
    # On another model: JAX lets no step be taken after a prediction.
    other = keras.models.clone_model(model)
    set_weights(other)
    fresh = keras.optimizers.deserialize(copy.deepcopy(optimizer_config))
    other.compile(optimizer=fresh, **{key: live(value) for key, value in compiled.items()})
    on_batch = other.train_on_batch(x, y, sample_weight, return_dict=True)
    cases.append(
        {
            "name": name,
            "model": serialized,
            "optimizer": optimizer_config,
            "compile": compiled,
            "fit": options,
            "x": data(x),
            "y": data(y),
            "sample_weight": data(sample_weight),
            "validation_data": None if val is None else [data(one) for one in val],
            "history": {key: [float(one) for one in values] for key, values in history.history.items()},
            "epoch": history.epoch,
            "results": list(np.atleast_1d(results).astype(float)),
            "named": {key: float(value) for key, value in named.items()},
            "predictions": [written(one) for one in flat(model.predict(x, batch_size=4, verbose=0))],
            "weights": [written(one) for one in model.get_weights()],
            "on_batch": {key: float(value) for key, value in on_batch.items()},
        }
    )


def live(value):
    """Losses and metrics that the case writes as class name and config."""
    if isinstance(value, dict) and "class_name" in value:
        module = keras.losses if value["class_name"] in LOSSES else keras.metrics
        return getattr(module, value["class_name"])(**value["config"])
    if isinstance(value, dict):
        return {key: live(one) for key, one in value.items()}
    return [live(one) for one in value] if isinstance(value, list) else value


LOSSES = ("Huber",)


def flat(value):
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]


def data(value):
    if value is None:
        return None
    if isinstance(value, dict):
        return {key: data(one) for key, one in value.items()}
    return [data(one) for one in value] if isinstance(value, list) else written(value)


def mlp(outputs=1, activation=None, **kernel):
    def make():
        return keras.Sequential([Input((3,)), L.Dense(4, activation="tanh", **kernel), L.Dense(outputs, activation=activation)])

    return make


def towers():
    """Two inputs, three outputs."""
    a, b = Input((3,), name="a"), Input((2,), name="b")
    joined = L.Concatenate(name="joined")([L.Dense(3, activation="relu", name="left")(a), b])
    outputs = [L.Dense(1, name="price")(joined), L.Dense(3, activation="softmax", name="kind")(joined)]
    return keras.Model([a, b], outputs)


def named_towers():
    a, b = Input((3,), name="a"), Input((2,), name="b")
    joined = L.Concatenate(name="joined")([a, b])
    outputs = {"price": L.Dense(1, name="first")(joined), "kind": L.Dense(3, activation="softmax", name="second")(joined)}
    return keras.Model({"a": a, "b": b}, outputs)


def normed():
    return keras.Sequential([Input((3,)), L.Dense(4), L.BatchNormalization(momentum=0.9), L.Activation("relu"), L.Dense(1)])


X, Y = array((10, 3), 1), array((10, 1), 2)
BITS = (array((10, 1), 4) > 0).astype("float32")
KINDS = (np.arange(10) * 7 % 3).astype("int32")
ONE_HOT = np.eye(3, dtype="float32")[KINDS]
WEIGHT = np.abs(array((10,), 5)) + 0.25
A, B = array((10, 3), 6), array((10, 2), 7)

case("mse", mlp(), X, Y, loss="mse")
case("mse with metrics", mlp(), X, Y, loss="mse", metrics=["mae", "RootMeanSquaredError"])
case("binary accuracy", mlp(1, "sigmoid"), X, BITS, loss="binary_crossentropy", metrics=["accuracy", "AUC"])
case("sparse accuracy", mlp(3, "softmax"), X, KINDS, loss="sparse_categorical_crossentropy", metrics=["acc"])
case("categorical accuracy", mlp(3, "softmax"), X, ONE_HOT, loss="categorical_crossentropy", metrics=["accuracy"])
case("crossentropy by itself", mlp(3, "softmax"), X, KINDS.reshape(10, 1), loss="crossentropy", metrics=["accuracy"])
case("a loss with options", mlp(), X, Y, loss={"class_name": "Huber", "config": {"delta": 0.5, "reduction": "sum"}})
case("penalties", mlp(kernel_regularizer="l2", activity_regularizer="l1"), X, Y, loss="mae", metrics=["mse"])
case("a moving mean", normed, X, Y, loss="mse", val=(X[:6], Y[:6]))
case("sample weights", mlp(), X, Y, loss="mse", sample_weight=WEIGHT, metrics=["mae"], weighted_metrics=["mae", "mse"])
case("class weights", mlp(3, "softmax"), X, KINDS, loss="sparse_categorical_crossentropy", weighted_metrics=["accuracy"], fit={"class_weight": {"0": 2.0, "2": 0.5}})
case("class weights of one-hot labels", mlp(3, "softmax"), X, ONE_HOT, loss="categorical_crossentropy", fit={"class_weight": {"1": 3.0}})
case("validation", mlp(), X, Y, loss="mse", metrics=["mae"], fit={"validation_split": 0.3})
case("validation every second epoch", mlp(), X, Y, loss="mse", val=(X[:5], Y[:5], WEIGHT[:5]), fit={"validation_freq": 2, "validation_batch_size": 2})
case("validation after listed epochs", mlp(), X, Y, loss="mse", val=(X[:5], Y[:5]), fit={"validation_freq": [1, 3], "initial_epoch": 1})
case("several outputs", towers, [A, B], [Y, KINDS], loss=["mse", "sparse_categorical_crossentropy"], metrics=[["mae"], ["accuracy"]])
case("one loss for all outputs", towers, [A, B], [Y, ONE_HOT], loss="mse", loss_weights=None)
case("weighted losses", towers, [A, B], [Y, KINDS], loss=["mae", "sparse_categorical_crossentropy"], loss_weights=[0.5, 2.0], sample_weight=[WEIGHT, WEIGHT[::-1].copy()], weighted_metrics=[None, ["accuracy"]])
case("by name", towers, {"a": A, "b": B}, {"price": Y, "kind": KINDS}, loss={"kind": "sparse_categorical_crossentropy", "price": "mse"}, loss_weights={"kind": 0.25, "price": 1.0}, metrics={"kind": "accuracy"})
case("outputs by name", named_towers, {"a": A, "b": B}, {"price": Y, "kind": KINDS}, loss={"price": "mse", "kind": "sparse_categorical_crossentropy"}, metrics={"price": ["mae"], "kind": ["accuracy"]})
case("Adam", mlp(), X, Y, optimizers.Adam(0.05, amsgrad=True), loss="mse")
case("AdamW with clipping", mlp(), X, Y, optimizers.AdamW(0.05, weight_decay=0.01, clipnorm=0.5), loss="mse")
case("RMSprop", mlp(), X, Y, optimizers.RMSprop(0.02, momentum=0.5, centered=True), loss="log_cosh")
case("momentum and a schedule", mlp(), X, Y, optimizers.SGD(optimizers.schedules.ExponentialDecay(0.2, 2, 0.8), momentum=0.9, nesterov=True), loss="mse")
case("averages in the end", mlp(), X, Y, optimizers.SGD(0.1, use_ema=True, ema_momentum=0.8), loss="mse", val=(X[:5], Y[:5]))
case("accumulated gradients", mlp(), X, Y, optimizers.Adam(0.05, gradient_accumulation_steps=2), loss="mse")

write("models/trainingGolden.jsonl", cases)
