"""The tables that Keras prints of models: writes engine/keras/models/summaryGolden.jsonl."""

import os

os.environ["KERAS_BACKEND"] = "jax"

import keras
from keras import Input, layers as L
from goldenNumbers import array, write

cases = []


def case(name, model, trained=False, frozen=(), **options):
    keras.utils.clear_session()
    model = model()
    for layer in frozen:
        model.get_layer(layer).trainable = False
    config = keras.layers.serialize(model)
    if trained:
        model.compile("adam", "mse")
        model.fit(array((4, 3), 1), array((4, 1), 2), verbose=0)
    # Without a terminal Keras takes one of 80 columns, and cuts off what is wider.
    os.environ["COLUMNS"] = "200" if "line_length" in options else "80"
    lines = []
    model.summary(print_fn=lines.append, **options)
    cases.append(
        {"name": name, "model": config, "trained": trained, "frozen": list(frozen), "options": options, "text": lines[0]}
    )


def mlp():
    return keras.Sequential([Input((3,)), L.Dense(16, activation="relu"), L.Dropout(0.1), L.Dense(1)])


def unbuilt():
    return keras.Sequential([L.Dense(16), L.Dense(1)])


def convolutional():
    return keras.Sequential(
        [
            Input((28, 28, 1)),
            L.Conv2D(32, 3),
            L.BatchNormalization(),
            L.MaxPooling2D(),
            L.Flatten(),
            L.Dense(512),
            L.Dense(10, name="a_rather_long_name_of_a_layer_that_does_not_fit"),
        ],
        name="pictures",
    )


def chain():
    x = Input((3,), name="x")
    return keras.Model(x, L.Dense(1)(L.Dense(4)(x)))


def towers():
    a, b = Input((3,), name="a"), Input((2,), name="b")
    joined = L.Concatenate()([L.Dense(3, name="left")(a), b])
    return keras.Model([a, b], [L.Dense(1, name="price")(joined), L.Dense(3, name="kind")(joined)])


def shared():
    a, b = Input((3,), name="a"), Input((3,), name="b")
    layer = L.Dense(2, name="twice")
    return keras.Model([a, b], L.Add()([layer(a), layer(b)]))


def states():
    x = Input((None, 3), name="x")
    sequence, h, c = L.LSTM(4, return_sequences=True, return_state=True)(x)
    return keras.Model(x, [sequence, h, c])


def nested():
    inner = keras.Sequential([Input((3,)), L.Dense(4), L.Dense(2)], name="inner")
    x = Input((3,), name="x")
    return keras.Model(x, L.Dense(1)(inner(x)), name="outer")


case("a stack", mlp)
case("a stack that is not built", unbuilt)
case("a trained stack", mlp, trained=True)
case("images", convolutional)
case("with a frozen layer", mlp, frozen=["dense"])
case("whether layers are trainable", mlp, frozen=["dense"], show_trainable=True)
case("a wide table", convolutional, line_length=110)
case("towers in a wide table", towers, line_length=108)
case("a narrow table", convolutional, line_length=60)
case("columns of other widths", mlp, line_length=100, positions=[0.3, 0.6, 1.0])
case("columns that leave room", mlp, line_length=100, positions=[0.3, 0.6, 0.7])
case("a chain", chain)
case("towers", towers)
case("towers in a narrow table", towers, line_length=70)
case("towers and whether they are trainable", towers, show_trainable=True)
case("a shared layer", shared)
case("states", states)
case("a model in a model", nested)
case("a model in a model, expanded", nested, expand_nested=True)
case("some layers", convolutional, layer_range=["max_pooling2d", "dense"])

write("models/summaryGolden.jsonl", cases)
