"""Answers the questions of samples.ts with PyTorch, in float64.

Reads the questions from standard input and writes, for each op, the values of every sample and the gradients of
sum(weights * value) by every float input. Ops that PyTorch has no like of are listed with the reason.
"""

import json
import sys

import torch

from counterparts import COUNTERPARTS, WITHOUT

DTYPES = {"float32": torch.float64, "int32": torch.int64, "bool": torch.bool}


def tensor(given):
    dtype = DTYPES[given["dtype"]]
    one = torch.tensor([float(one) for one in given["data"]], dtype=torch.float64).reshape(given["shape"]).to(dtype)
    return one.requires_grad_() if dtype == torch.float64 else one


def weights(shape, seed):
    """Fixed and uneven, so that no mistake cancels out; the same as weightsFor in torch.test.ts."""
    count = 1
    for size in shape:
        count *= size
    flat = [0.5 + ((i * 7 + seed * 3 + 2) % 11) / 10 for i in range(count)]
    return torch.tensor(flat, dtype=torch.float64).reshape(shape)


def numbers(value):
    """Nine digits tell any two float32 numbers apart."""
    return [written(float(one)) for one in value.detach().reshape(-1).to(torch.float64).tolist()]


def written(one):
    if one != one:
        return "NaN"
    if one in (float("inf"), float("-inf")):
        return "Infinity" if one > 0 else "-Infinity"
    return float(f"{one:.9g}")


def answer(op, differentiable, sample):
    inputs = [tensor(one) for one in sample["inputs"]]
    given = COUNTERPARTS[op](inputs, sample["attributes"])
    outputs = list(given) if isinstance(given, (list, tuple)) else [given]
    floats = [(i, one) for i, one in enumerate(outputs) if one.dtype == torch.float64]
    gradients = None
    if differentiable and any(one.requires_grad for _, one in floats):
        total = sum((one * weights(one.shape, i)).sum() for i, one in floats)
        wanted = [one for one in inputs if one.requires_grad]
        found = torch.autograd.grad(total, wanted, allow_unused=True)
        gradients = [None if one is None else numbers(one) for one in found]
    return {
        "inputs": sample["inputs"],
        "attributes": sample["attributes"],
        "outputs": [{"shape": list(one.shape), "data": numbers(one)} for one in outputs],
        "gradients": gradients,
    }


def main():
    questions = json.load(sys.stdin)
    unknown = sorted(set(questions) - set(COUNTERPARTS) - set(WITHOUT))
    if unknown:
        sys.exit(f"neither in COUNTERPARTS nor in WITHOUT: {', '.join(unknown)}")
    answers, faults = {}, []
    for op, question in sorted(questions.items()):
        if op in COUNTERPARTS:
            try:
                answers[op] = [answer(op, question["differentiable"], one) for one in question["samples"]]
            except Exception as error:
                faults.append(f"{op}: {type(error).__name__}: {error}")
    if faults:
        sys.exit("\n".join(faults))
    without = {op: WITHOUT[op] for op in sorted(WITHOUT) if op in questions}
    write(answers, without)


def write(answers, without):
    """One line a sample, so that a changed one shows as one line."""
    line = lambda one: json.dumps(one, separators=(",", ":"))
    ops = [f'"{op}": [\n{",".join(chr(10) + line(one) for one in own)[1:]}\n]' for op, own in answers.items()]
    print(f'{{"torch": {line(torch.__version__)},\n"without": {json.dumps(without, indent=0)},\n"answers": {{')
    print(",\n".join(ops))
    print("}}")


main()
