"""Keras' models in Python: graphs, stacks and subclasses, and their training."""

import math

from . import bridge
from .callbacks import History, Progress
from .layers import Layer
from .symbols import _input, _refuse_override, _tensor
from .names import camel
from .tensor import _Numbers


class Model(Layer):
    """A graph of layers from inputs to outputs, or what a subclass's `call` computes."""

    def __init__(self, *args, **kwargs):
        from . import modules

        inputs = args[0] if args else kwargs.pop("inputs", None)
        outputs = args[1] if len(args) > 1 else kwargs.pop("outputs", None)
        options = {camel(key): one for key, one in kwargs.items() if one is not None}
        if len(args) > 2:
            options["name"] = args[2]
        if inputs is None and outputs is None:
            if type(self) is Model:
                raise TypeError("A functional model needs `inputs` and `outputs`; a subclass of keras.Model writes `call`.")
            self._begin("customModel", options)
            return
        given = {"inputs": _symbols(inputs), "outputs": _symbols(outputs), **options}
        self._hold(bridge.construct(modules.class_index("Model"), given))

    # Training

    def compile(
        self,
        optimizer="rmsprop",
        loss=None,
        loss_weights=None,
        metrics=None,
        weighted_metrics=None,
        run_eagerly=False,
        steps_per_execution=1,
        jit_compile="auto",
        auto_scale_loss=True,
    ):
        """Sets optimizer, loss and metrics for `fit` and `evaluate`."""
        options = {"optimizer": optimizer, "runEagerly": bool(run_eagerly)}
        named = {
            "loss": _of_pairs(loss),
            "lossWeights": loss_weights,
            "metrics": _of_pairs(metrics),
            "weightedMetrics": _of_pairs(weighted_metrics),
        }
        options.update({key: one for key, one in named.items() if one is not None})
        self.__dict__["_compiled_with"] = {**options, **({} if loss is None else {"loss": loss})}
        bridge.request(bridge.METHOD, self._id, "compile", options)

    def fit(
        self,
        x=None,
        y=None,
        batch_size=None,
        epochs=1,
        verbose="auto",
        callbacks=None,
        validation_split=0.0,
        validation_data=None,
        shuffle=True,
        class_weight=None,
        sample_weight=None,
        initial_epoch=0,
        steps_per_epoch=None,
        validation_steps=None,
        validation_batch_size=None,
        validation_freq=1,
    ):
        """Trains for so many epochs. Gives the averages of each in a History."""
        from . import training

        if validation_data is not None and validation_steps is not None and hasattr(validation_data, "take"):
            validation_data = validation_data.take(validation_steps)
        if hasattr(x, "__next__") or steps_per_epoch is not None and hasattr(x, "take"):
            return training.by_batches(self, x, steps_per_epoch, epochs, initial_epoch, verbose, callbacks, validation_data)
        x, y, sample_weight, batch_size, shuffle = training.unpacked(x, y, sample_weight, batch_size, shuffle, steps_per_epoch)
        self._declare_outputs(y)
        if validation_data is not None:
            validation_data = training.validation(validation_data)
        verbose = 1 if verbose == "auto" else int(verbose)
        count = training.count(x)
        trained = count - int(count * validation_split) if validation_split else count
        steps = math.ceil(trained / (batch_size or 32))
        own = [one for one in _list(callbacks)]
        params = {"verbose": verbose, "epochs": epochs, "steps": steps}
        if type(self).train_step is not Model.train_step:
            return training.by_hand(self, x, y, sample_weight, batch_size or 32, epochs, initial_epoch, own, params, shuffle, validation_data)
        shown = [Progress(verbose, epochs, steps)] if verbose else []
        history = History()
        for one in (*own, *shown, history):
            one._meet(self, params)
        options = {"epochs": epochs, "shuffle": bool(shuffle), "initialEpoch": initial_epoch, "verbose": verbose}
        options["callbacks"] = [*own, *shown, history]
        if batch_size is not None:
            options["batchSize"] = batch_size
        if validation_split:
            options["validationSplit"] = validation_split
        if validation_data is not None:
            options["validationData"] = list(validation_data)
        if validation_batch_size is not None:
            options["validationBatchSize"] = validation_batch_size
        if validation_freq != 1:
            options["validationFreq"] = validation_freq
        if class_weight is not None:
            options["classWeight"] = class_weight
        if sample_weight is not None:
            options["sampleWeight"] = sample_weight
        bridge.request(bridge.METHOD, self._id, "fit", x, y, options)
        self.__dict__["history"] = history
        return history

    def evaluate(
        self,
        x=None,
        y=None,
        batch_size=None,
        verbose="auto",
        sample_weight=None,
        steps=None,
        callbacks=None,
        return_dict=False,
        **kwargs,
    ):
        """The loss, or the loss and the metrics in a list; by name with `return_dict`."""
        from . import training

        x, y, sample_weight, batch_size, _ = training.unpacked(x, y, sample_weight, batch_size, False, steps)
        self._declare_outputs(y)
        if type(self).test_step is not Model.test_step:
            return training.evaluated(self, x, y, sample_weight, batch_size or 32, return_dict)
        verbose = 1 if verbose == "auto" else int(verbose)
        steps = math.ceil(training.count(x) / (batch_size or 32))
        shown = [Progress(verbose, 1, steps)] if verbose else []
        own = _list(callbacks)
        for one in (*own, *shown):
            one._meet(self, {"verbose": verbose, "epochs": 1, "steps": steps})
        options = {"returnDict": bool(return_dict), "callbacks": [*own, *shown]}
        if batch_size is not None:
            options["batchSize"] = batch_size
        if sample_weight is not None:
            options["sampleWeight"] = sample_weight
        return _floats(bridge.request(bridge.METHOD, self._id, "evaluate", x, y, options))

    def predict(self, x, batch_size=None, verbose="auto", steps=None, callbacks=None):
        """The outputs for all examples, as arrays."""
        from . import training

        x, _, _, batch_size, _ = training.unpacked(x, None, None, batch_size, False, steps)
        verbose = 1 if verbose == "auto" else int(verbose)
        steps = math.ceil(training.count(x) / (batch_size or 32))
        shown = [Progress(verbose, 1, steps)] if verbose else []
        own = _list(callbacks)
        for one in (*own, *shown):
            one._meet(self, {"verbose": verbose, "epochs": 1, "steps": steps})
        options = {"callbacks": [*own, *shown]}
        if batch_size is not None:
            options["batchSize"] = batch_size
        return self._named_outputs(_arrays(bridge.request(bridge.METHOD, self._id, "predict", x, options)))

    def _named_outputs(self, arrays):
        names = self.__dict__.get("_output_names")
        if isinstance(arrays, list) and names is not None and names[0] != "":
            return dict(zip(names, arrays))
        return arrays

    def train_on_batch(self, x, y=None, sample_weight=None, class_weight=None, return_dict=False):
        options = {"returnDict": bool(return_dict)}
        if sample_weight is not None:
            options["sampleWeight"] = _tensor(sample_weight)
        if class_weight is not None:
            options["classWeight"] = class_weight
        return _floats(bridge.request(bridge.METHOD, self._id, "trainOnBatch", _input(x), _input(y), options))

    def test_on_batch(self, x, y=None, sample_weight=None, return_dict=False):
        options = {"returnDict": bool(return_dict)}
        if sample_weight is not None:
            options["sampleWeight"] = _tensor(sample_weight)
        return _floats(bridge.request(bridge.METHOD, self._id, "testOnBatch", _input(x), _input(y), options))

    def predict_on_batch(self, x):
        return _arrays(bridge.request(bridge.METHOD, self._id, "predictOnBatch", _input(x)))

    def train_step(self, data):
        """One step of a loop that a subclass writes itself; without one the engine trains."""
        from . import training

        return training.step(self, data)

    def test_step(self, data):
        """One batch of `evaluate` that a subclass writes itself; without one the engine evaluates."""
        from . import training

        x, y, weight = training.parted(data)
        return self.test_on_batch(x, y, sample_weight=weight, return_dict=True)

    def _declare_outputs(self, y):
        """A subclass has as many outputs as there are labels, by name where those have names."""
        if not self.__dict__.get("_custom", False) or not isinstance(y, (dict, list)):
            return
        names = sorted(y) if isinstance(y, dict) else [""] * len(y)
        if len(names) < 2 or names == self.__dict__.get("_output_names"):
            return
        self.__dict__["_output_names"] = names
        bridge.host("declareOutputs", self, names)
        given = self.__dict__.get("_compiled_with")
        if given is not None:
            bridge.request(bridge.METHOD, self._id, "compile", {**given, "optimizer": self.optimizer, "loss": _of_pairs(given.get("loss"))})

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """The compiled loss of these outputs, with what layers add."""
        from . import training as trainer

        return trainer.compiled_loss(self, y, y_pred, sample_weight)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        from . import training

        return training.compiled_metrics(self, y, y_pred, sample_weight)

    def get_metrics_result(self):
        return {one.name: float(one.result()) for one in self.metrics}

    @property
    def metrics(self):
        return bridge.send(bridge.GET, self._id, "metrics")[0]

    @property
    def metrics_names(self):
        return bridge.send(bridge.GET, self._id, "metricsNames")[0]

    @property
    def optimizer(self):
        return bridge.send(bridge.GET, self._id, "optimizer")[0]

    @property
    def stop_training(self):
        return bridge.send(bridge.GET, self._id, "stopTraining")[0]

    @stop_training.setter
    def stop_training(self, value):
        bridge.request(bridge.SET, self._id, "stopTraining", bool(value))

    # What it is made of

    @property
    def layers(self):
        return bridge.send(bridge.GET, self._id, "layers")[0]

    def get_layer(self, name=None, index=None):
        return bridge.request(bridge.METHOD, self._id, "getLayer", {"name": name, "index": index})

    def summary(
        self,
        line_length=None,
        positions=None,
        print_fn=None,
        expand_nested=False,
        show_trainable=False,
        layer_range=None,
    ):
        """Prints Keras' table of layers, shapes and counts."""
        options = {"expandNested": expand_nested, "showTrainable": show_trainable, "printFn": print_fn or print}
        for name, value in (("lineLength", line_length), ("positions", positions), ("layerRange", layer_range)):
            if value is not None:
                options[name] = value
        bridge.request(bridge.METHOD, self._id, "summary", options)

    def save(self, *args, **kwargs):
        raise NotImplementedError(
            "A notebook in Tapedeck writes no files: model.save(...) and model.save_weights(...) are what Export does (top bar), as .weights.h5, safetensors, ONNX and more"
        )

    save_weights = export = save

    def load_weights(self, *args, **kwargs):
        raise NotImplementedError(
            "A notebook in Tapedeck reads no files: model.load_weights(...) is what Import does (top bar); model.set_weights(...) takes arrays"
        )

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


class Sequential(Model):
    """A stack of layers, each fed by the one before."""

    def __init__(self, layers=None, trainable=True, name=None):
        from . import modules

        _refuse_override(self, Layer, "call", "subclass keras.Model")

        options = {} if name is None else {"name": name}
        if not trainable:
            options["trainable"] = False
        stack = [] if layers is None else list(layers) if isinstance(layers, (list, tuple)) else [layers]
        first = stack[0] if stack else None
        if isinstance(first, Layer) and first.__dict__.get("_given_shape") is not None:
            stack = [_input_of(first), *stack]
        self._hold(bridge.construct(modules.class_index("Sequential"), stack, options))

    def add(self, layer, rebuild=True):
        if isinstance(layer, Layer) and layer.__dict__.get("_given_shape") is not None and not self.layers:
            bridge.request(bridge.METHOD, self._id, "add", _input_of(layer))
        bridge.request(bridge.METHOD, self._id, "add", layer)

    def pop(self, rebuild=True):
        return bridge.send(bridge.METHOD, self._id, "pop")


def _of_pairs(given):
    """Functions of a notebook's own take labels and predictions, and nothing more."""
    if isinstance(given, dict):
        return {key: _of_pairs(one) for key, one in given.items()}
    if isinstance(given, (list, tuple)):
        return [_of_pairs(one) for one in given]
    if not callable(given) or isinstance(given, bridge.Handle) or hasattr(given, "_engine_reference"):
        return given

    def pair(y_true, y_pred, *rest):
        return _tensor(given(y_true, y_pred))

    pair.__name__ = getattr(given, "__name__", type(given).__name__)
    return pair


def _input_of(layer):
    from . import modules

    return modules.member("tf.keras", "Input")(shape=layer.__dict__["_given_shape"])


def _symbols(value):
    if isinstance(value, tuple):
        return list(value)
    return value


def _list(callbacks):
    if callbacks is None:
        return []
    return list(callbacks) if isinstance(callbacks, (list, tuple)) else [callbacks]


def _floats(value):
    if isinstance(value, dict):
        return {key: float(one) for key, one in value.items()}
    if isinstance(value, list):
        return [float(one) for one in value]
    return float(value)


def _arrays(value):
    if isinstance(value, _Numbers):
        return value.numpy()
    if isinstance(value, dict):
        return {key: _arrays(one) for key, one in value.items()}
    return [_arrays(one) for one in value]

for _one in (Model, Sequential):
    _one.__module__ = "keras"
