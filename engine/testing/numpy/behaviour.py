"""What NumPy's arrays do: writes engine/python/golden/behaviour.jsonl, one case and its answer a line."""

import json
import os

import numpy as np
from names import answer

GOLDEN = os.path.join(os.path.dirname(__file__), "..", "..", "python", "golden")

ATTRIBUTES = [
    f"{name}.{attribute}"
    for name in ("a", "b", "j", "zero", "empty", "a[0, 1]", "t[:, ::2]", "t.T")
    for attribute in ("shape", "dtype", "ndim", "size", "nbytes", "itemsize", "T.shape", "tolist()", "strides")
]
DTYPES = r"""
str(a.dtype)
[one.dtype.name for one in (a, d, i, j, b)]
[one.dtype.str for one in (a, d, i, j, b)]
[one.dtype.kind + one.dtype.char for one in (a, d, i, b)]
[a.dtype == other for other in ('float32', 'float64', float, np.float32, 'f4', 'no such', None, a.dtype)]
np.dtype('float32') is a.dtype
type(a), type(a.dtype), type(a[0, 0]), type(b[0, 0]), type(i[0, 0])
a.dtype.type
hash(a.dtype) == hash(np.dtype('f'))
{a.dtype: 1}[np.dtype('float32')]
np.dtype(int), np.dtype(float), np.dtype(bool), np.dtype(None)
a.astype('int32')
d.astype(int)
d.astype(bool)
i.astype('float32')
b.astype(float)
b.astype('int32')
a.astype('no such')
special.astype('int32')
special.astype(bool)
j.astype('int32')
(j * 2**40).astype('int32')
a.astype(np.float64).dtype
"""
PAIRS = [
    ("a", "v"), ("a", "d"), ("a", "i"), ("d", "2"), ("a", "0.1"), ("2", "a"), ("i", "j"), ("i", "2"), ("i", "2.5"),
    ("j", "b"), ("b", "1.5"), ("a", "b"), ("special", "special[::-1]"), ("a", "[1, 2, 3]"), ("i", "0"),
    ("a[:, :1]", "v[None]"), ("f(7)", "a"), ("f(7)", "2"), ("f(7)", "0.3"), ("i[0, 2]", "3"), ("2.5", "i[1, 2]"),
    ("j[0, 0]", "f(2)"), ("f(1)", "np.float64(3)"), ("np.float64(0.1)", "3"), ("np.True_", "f(2)"), ("a", "w"),
    ("d", "j"), ("zero", "2"), ("zero", "f(2)"), ("empty", "v"), ("t", "w"), ("a.T", "a[:, :2]"),
]  # fmt: skip
# Of bool these are of eight bits in NumPy.
NOT_OF_BOOL = ("**", "//", "%")
# The last digit of pow differs from machine to machine.
EXACT_POWERS = [
    ("a", "i"), ("d", "2"), ("2", "a"), ("i", "2"), ("a", "[1, 2, 3]"), ("i", "0"), ("f(7)", "a"), ("f(7)", "2"),
    ("i[0, 2]", "3"), ("2.5", "i[1, 2]"), ("j[0, 0]", "f(2)"), ("f(1)", "np.float64(3)"), ("np.float64(0.1)", "3"),
    ("a", "w"), ("zero", "2"), ("zero", "f(2)"), ("i", "j"),
]  # fmt: skip
OPERATORS = [
    f"{left} {operator} {right}"
    for operator in ("+", "-", "*", "/", "//", "%", "**", "==", "!=", "<", "<=", ">", ">=")
    for left, right in (EXACT_POWERS if operator == "**" else PAIRS)
    if not (operator in NOT_OF_BOOL and "b" in (left, right))
]
BITS = [
    f"{left} {operator} {right}"
    for operator in ("&", "|", "^", "<<", ">>")
    for left, right in (("i", "3"), ("i", "i"), ("j", "i"), ("i[0, 1]", "1"), ("2", "i"), ("a", "i"))
] + [
    f"{left} {operator} {right}"
    for operator in "&|^"
    for left, right in (("b", "b[::-1]"), ("b", "True"), ("b", "i"), ("a > 1", "a < 4"))
]
ARITHMETIC = r"""
-a
-i
-b
+a
abs(d)
abs(i)
~b
~i
~a
a ** 2
a ** 0.5
d ** 0.5
a ** -1
a ** np.asarray(2)
d ** -1.0
a ** True
(a * 1e30) * 1e30
(a * 1e30) ** 2
f(1e30) * f(1e30)
f(3e38) + f(3e38)
np.float64(1e200) * 1e200
(d * 1e200) * (d * 1e200)
special - special
special + special[::-1]
np.int32(2147483647) + np.int32(1)
np.int32(2147483647) * 2
np.int64(2**62) * 4
f(1) + 'a'
f(1) < 'a'
i ** 2
i ** -1
2 ** i[0]
a / 0
0 / a
-a / 0.0
a % 0
a // 0
i // 0
i % 0
i / 0
d // 0.7
d % 0.7
d % -0.7
special // 2
special % 2
special * 0
i + 3000000000
i * 2**30
i == 3000000000
i < 3000000000
np.asarray([2**31 - 1], 'int32') + np.asarray([1], 'int32')
b + b
b * b
b - b
divmod(i, 2)
divmod(7, i[1])
divmod(f(7), 2)
a + None
a == None
a != 'x'
a == 'x'
a + 'x'
a > 'x'
a + [[1], [2]]
a + [1, 2]
a == [1, 2]
sum([f(0.1), f(0.2), f(0.3)])
sum(v)
a @ a
a @ a.T
i @ i.T
j @ i.T
b @ b.T
i @ a.T
a @ [1, 2, 3]
[1, 2] @ a
np.asarray([1., 2.]) @ np.asarray([3., 4.])
a @ 2
2 @ a
t @ np.asarray([1, 2, 3, 4], 'float32')
(t @ np.ones((4, 2), 'float32')).shape
t @ np.ones((2, 4, 1), 'float32')
t @ np.ones((3, 4, 1), 'float32')
a.dot(a.T)
a.dot(2)
a.dot(w)
a.dot([1, 2, 3])
t.dot(np.ones((2, 4, 2), 'float32')).shape
empty @ np.ones((3, 2), 'float32')
np.ones((2, 0)) @ np.ones((0, 2))
d.round(1)
d.round()
i.round(-1)
i.round(2)
a.round(2)
(a / 3).round(3)
(d * 1000).round(-2)
round(f(2.567), 2)
round(f(2.5))
round(np.float64(2.567), 1)
special.round(1)
special.round()
a.clip(1, 3)
a.clip(min=2)
a.clip(max=2)
i.clip(1, 3)
i.clip(0.5, 2.5)
a.clip([1, 2, 3], 4)
special.clip(-1, 1)
"""
IN_PLACE = r"""
a += 1\na
a -= v\na
a *= [1, 2, 3]\na
a /= 2\na
a //= 2\na
a %= 2\na
a **= 2\na
i += 1.5\ni
i /= 2\ni
i += b\ni
b &= False\nb
i |= 1\ni
i <<= 2\ni
a += t\na
v += a\nv
c = a\nc += 1\na
c = a[0]\nc += 10\na
a[:, 1] *= 5\na
a[a > 2] -= 100\na
a[0, 0] += 7\na
a[[0, 1], [1, 2]] += 7\na
a += d\na
x = f(1)\nx += 2\nx
"""
INDEXING = r"""
a[0]
a[-1, -1]
a[0, 1]
a[0][1]
a[2]
a[0, 3]
a[0, 0, 0]
a[-3]
a['x']
a[1.0]
a[()]
zero[()]
zero[...]
a[...]
a[..., 0]
a[0, ...]
a[None].shape
a[:, None, 1]
a[None, ..., 1, None].shape
a[..., ...]
a[::-1, ::2]
a[1:, 1:]
a[5:]
a[:0]
a[::-2, 2:0:-1]
t[1, :, ::-1]
t[:, 1:2, -1]
t[..., 1:3][0]
a[a > 2]
a[b]
a[b[0]]
a[:, b[0]]
a[b[:, 0]]
a[b, 0]
a[b[:1]]
a[True]
a[False]
a[[True, False]]
a[[True, False, True]]
a[:, [0, 2]]
a[[0, 1, 0]]
a[[0, 1], [1, 2]]
a[[0, 1], [0, 1, 2]]
a[[[0, 1], [1, 0]]].shape
a[[0, 5]]
a[:, [-1, -4]]
a[[]]
a[[], 0]
a[np.asarray(1)]
a[np.asarray([1, 0])]
a[np.asarray([1.0])]
a[i[0, 1]]
a[j[0] > 0]
a[:, np.asarray([[0], [2]])].shape
a[[0, 1], :, None]
t[0, :, [0, 1]]
t[:, 0, [0, 1]]
t[:, [0, 1], [1, 2]]
t[[0, 1], :, [1, 2]]
t[[0], [1, 2], :]
t[[1], ..., [0, 3]].shape
t[None, [1], 0].shape
t[[[True, False, True], [False, False, True]]]
t[:, t[0, :, 0] > 0]
i[i % 2 == 0]
a[range(2)]
a[(0, 1)]
a[[0, 1]][0]
w[-1:]
w[3:0:-1]
w[slice(None, None, 2)]
w[True]
w['a']
w[None]
w[4]
[1, 2, 3][i[0, 1]]
[1, 2, 3][np.asarray(1)]
[1, 2, 3][w]
a[0].base is a
a[0, 0] = 9\na
a[0] = 9\na
a[:, 1] = [7, 8]\na
a[0] = [1, 2]\na
a[...] = v\na
a[:] = [[1], [2]]\na
a[a > 2] = 0\na
a[a > 2] = [7, 8, 9]\na
a[a > 2] = [7, 8]\na
a[[0, 1]] = 5\na
a[[0, 1], [1, 2]] = [7, 8]\na
a[:, [0, 2]] = 1\na
a[::-1] = a\na
a[:, ::-1] = a.copy()\na
a[5] = 1\na
a['x'] = 1\na
a[0] = 'x'\na
a[0, 0] = None\na
a[0] = t\na
a[0, 0] = v\na
a[[0, 1]] = w\na
a[b[:, 0]] = w\na
a[b] = w\na
a[:0] = w[None]\na
i *= w\ni
i[:, :1] *= a\ni
a[None] = 3\na
i[0] = 2.7\ni
i[0] = [1.5, -1.5, 3]\ni
b[0] = [0, 2, 0.5]\nb
a[0, 0] = True\na
c = a[1:]\nc[0, 0] = 77\na
c = a.T\nc[0, 1] = 77\na
c = a.reshape(3, 2)\nc[0] = 77\na
c = a.ravel()\nc[0] = 77\na
c = a.flatten()\nc[0] = 77\na
c = a.copy()\nc[0] = 77\na
c = a[[0]]\nc[0] = 77\na
c = a.T.ravel()\nc[0] = 77\na
a.fill(3)\na
a.flat[2] = 50\na
a.T.flat[1] = 50\na
[*a.flat]
a.flat[4]
a.flat[1:3]
len(a.flat)
a.T.flat[1]
del a[0]
list(a)
[x.shape for x in t]
list(zero)
len(a), len(t), len(w)
len(zero)
1 in a
10 in a
[1, 2] in a
[0, 1, 2] in a
"""
SHAPES = r"""
a.reshape(3, 2)
a.reshape((3, -1))
a.reshape(-1)
a.reshape([6])
a.reshape(4)
a.reshape(-1, 4)
a.reshape(2, -1, -1)
a.reshape(0, -1)
a.reshape(4, 2)
a.reshape(-1, 4, 5)
a.reshape(6, 1).shape
a.T.reshape(2, 3)
a.T.reshape(-1)
a.reshape(3, 2, order='F')
a.ravel('F')
a.flatten()
a.T
t.T.shape
t.transpose(1, 0, 2)[0]
t.transpose((2, 0, 1)).shape
t.transpose(-1, 0, 1).shape
a.transpose()
a.transpose(0)
a.transpose(0, 0)
a.transpose(0, 5)
a.transpose(None).shape
v.T
a.swapaxes(0, 1)
a.swapaxes(0, 2)
a.squeeze()
a[None, :, None].squeeze().shape
a[None, :, None].squeeze(0).shape
a[None, :, None].squeeze((0, 2)).shape
a.squeeze(0)
zero.squeeze()
zero.reshape(1, 1)
a[:1, :1].reshape(())
empty.reshape(3, 0)
empty.T
a.diagonal()
a.diagonal(1)
a.diagonal(-1)
a.trace()
w.diagonal()
a.repeat(2)
a.repeat(2, axis=1)
a.repeat([1, 2], axis=0)
a.take([0, 5])
a.take([0, 2], axis=1)
a.nonzero()
i.argsort()
i.argsort(axis=0)
d.argsort(None)
d.sort()\nd
d.sort(axis=0)\nd
special.sort()\nspecial
a.tobytes()
a.T.tobytes() == a.tobytes()
bytes(a.data) == a.tobytes()
memoryview(a).shape
a.shape = (3, 2)\na
a.view() is a
"""
METHODS = ("sum", "mean", "max", "min", "argmax", "argmin", "all", "any", "prod", "std", "var", "cumsum")
ALONG = {
    "a": ("", "0", "1", "axis=(0, 1)", "axis=-1, keepdims=True"),
    "t": ("", "0", "1", "2", "axis=(0, 2)", "axis=(1, 2)", "axis=(0, 1), keepdims=True"),
    "i": ("", "0", "axis=1, keepdims=True"),
    "j": ("", "1"),
    "b": ("", "0", "1"),
    "d": ("", "0", "1"),
    "special": ("",),
    "a.T": ("0", "1"),
    "t.T": ("", "0", "1", "axis=(0, 2)"),
    "t[:, ::2, ::-1]": ("", "0", "2"),
}
UNEVEN = ("deep[1:, 2:]", "deep[::2, ::-1, 1:9]", "deep.transpose(1, 0, 2)", "deep")
LARGE = ("big", "big.T", "big[:, ::3]", "big[::-1]", "big.astype('float64')", "deep[:, :, 0]")


def reductions():
    for name, places in ALONG.items():
        for method in METHODS:
            # One axis at a time; and NumPy's deviation of infinities warns in several words.
            single = method in ("argmax", "argmin", "cumsum")
            if name == "special" and method in ("std", "var"):
                continue
            for arguments in places:
                if not (single and "(" in arguments) and not (method == "cumsum" and "keepdims" in arguments):
                    yield f"{name}.{method}({arguments})"
    for method in ("sum", "mean"):
        for name in (*LARGE, *UNEVEN):
            for arguments in ("", "axis=0", "axis=1", "axis=-1", "axis=(0, 1)"):
                yield f"{name}.{method}({arguments})"
        for name in UNEVEN:
            yield f"{name}.{method}(axis=(1, 2))"
            yield f"{name}.{method}(axis=(0, 2))"
    for method in ("std", "var", "max", "argmin"):
        yield from (f"big.{method}({axis})" for axis in ("", "0", "1"))


EDGES = r"""
a.sum(axis=2)
a.sum(axis=(0, 0))
a.sum(axis=-3)
a.argmax(2)
a.argmax((0, 1))
a.sum('x')
empty.sum()
empty.sum(axis=0)
empty.sum(axis=1)
empty.mean()
empty.mean(axis=0)
empty.max()
empty.max(axis=0)
empty.max(axis=1)
empty.argmax()
empty.prod()
empty.all(), empty.any()
empty.std()
np.asarray([-0.0]).sum()
zero.sum()
zero.mean(), zero.max(), zero.argmax()
a.sum(dtype='float64')
i.sum(dtype='float32')
i.mean(dtype='float32')
a.std(ddof=1)
a.var(axis=0, ddof=1)
a.var(ddof=6)
a.cumsum(axis=1)
a.cumprod()
i.cumsum()
t.cumsum(axis=1)[0]
(b * 2).sum()
i.prod(axis=1)
special.max()
special.argmax(), special.argmin()
special[1:].min(), special[1:].max()
special[1:].sum(), special[1:].prod()
(a * 1e38).sum(), (d * 1e300).prod()
(a * 1e30).std()
b.round(2)
i[0, 0] // -0.0
f(1) / i[0, 0]
wide.sum(), wide.mean(), wide.std()
wide.sum(axis=(1, 2)), wide.mean(axis=(0, 1))[:5], wide.var(axis=2)[0, :5]
wide[:, :, :150].sum(), wide[:, 1:].sum(), wide[::2, ::-1].sum()
wide[:, :, :190].sum(axis=(1, 2)), wide[:, 1:].sum(axis=(1, 2)), wide[:, :, ::2].sum(axis=(0, 2))[:5]
wide.T.sum(), wide.T[:150].sum(), wide.transpose(1, 0, 2).sum(axis=(0, 2))
wide.sum(dtype='float64'), wide[:, 1:].mean(dtype='float64')
wide
wide[0]
wide[:, 3]
wide > 0
"""
CONVERSIONS = r"""
bool(a)
bool(zero)
bool(a[:0])
bool(a[:1, :1])
float(a)
float(zero)
float(a[0, :1])
int(zero)
int(a[:1, :1])
complex(zero)
float(special[0])
a.item()
a.item(3)
a.item(0, 1)
a.item((1, 2))
a.item(7)
a[0, :1].item()
zero.item()
a.__index__()
hash(a)
hash(f(1.5)) == hash(1.5)
range(3)[i[0, 1]]
f'{a[0, 1]:.3f}'
f'{zero:.3f}'
f'{f(0.1)}'
f'{np.float64(0.1)}'
f'{i[0, 1]:04d}'
f'{i[0, 1]:.2f}'
f'{b[0, 0]}'
f'{a[0]}'
f'{a:.2f}'
'%.2f' % a[0, 1]
'%d' % i[0, 1]
'%s' % f(0.1)
str(f(0.1)), repr(f(0.1)), str(b[0, 0]), repr(b[0, 0]), str(i[0, 1])
a.foo
f(1).foo
isinstance(np.float64(1), float), isinstance(f(1), float), isinstance(i[0, 1], int), isinstance(b[0, 0], bool)
np.float64(0.5) + 1 == 1.5
f(1).dtype, f(1).shape, f(1).ndim, f(1).size
f(1).item(), f(1).tolist(), i[0, 1].item(), b[0, 0].item()
f(1)[()], f(1)[...]
f(1)[0]
f(1).sum(), f(1).mean(), f(2).astype(int), f(2.75).round(1)
f(1) + [1, 2]
f('1.5'), f(3), f(None), f([1, 2])
f('x')
np.int32(2.7), np.int32('12'), np.int64(True)
np.int32(2**40)
f(1) / 0
f(0) / 0
np.int32(1) // 0
np.int32(2) ** -1
np.int64(2) ** 0.5
f(2) ** 3
2 ** f(3)
-f(1), +f(1), abs(f(-1)), -i[0, 1]
-np.True_
~np.True_, ~np.int32(5)
np.True_ + 1, np.True_ & False, np.True_ | np.False_, np.True_ + np.True_
f(1) & 1
f(0.1) == 0.1, f(0.1) == f(0.1), f(0.1) < 0.1, i[0, 1] == 1.0, f('nan') == f('nan')
f(1) == None
int(f(2.7)), bool(f(0)), float(f(0.1)), complex(f(1))
f(3).is_integer(), f(0.5).as_integer_ratio()
[1] * np.int64(3), np.int64(3) * [1], 'a' * np.int64(3)
max(f(1), f(2)), sorted([f(2), f(1)]), min(a[0])
import math\nmath.sqrt(f(4)), math.floor(f(2.5)), math.isnan(special[0]), math.exp(zero)
import numbers\n[isinstance(x, numbers.Real) for x in (f(1), np.float64(1), i[0, 0], b[0, 0])]
import numbers\n[isinstance(x, numbers.Integral) for x in (f(1), i[0, 0], b[0, 0])]
import copy\ncopy.copy(a), copy.deepcopy(f(1))
import json\njson.dumps(a.tolist())
np.asarray([1, 2.5, True])
np.asarray([1, True])
np.asarray([True, False])
np.asarray([[1, 2], [3]])
np.asarray([1, [2]])
np.asarray([])
x = []\nx.append(x)\nnp.asarray(x)
np.asarray([[], []])
np.asarray(range(3))
np.asarray([f(1), f(2)])
np.asarray([f(1), 2.5])
np.asarray([a[0], a[1]])
np.asarray([a[0], [1, 2, 3]])
np.asarray(3), np.asarray(2.5), np.asarray(True)
np.asarray((1, 2), 'float32')
np.asarray(a) is a
"""


def codes():
    for text in (DTYPES, ARITHMETIC, IN_PLACE, INDEXING, SHAPES, EDGES, CONVERSIONS):
        yield from (line.replace("\\n", "\n") for line in text.strip().splitlines())
    yield from [*ATTRIBUTES, *OPERATORS, *BITS, *reductions()]


with open(os.path.join(GOLDEN, "behaviour.jsonl"), "w") as file:
    for code in codes():
        file.write(json.dumps({"code": code, **answer(code, np)}) + "\n")
print("wrote engine/python/golden/behaviour.jsonl")
