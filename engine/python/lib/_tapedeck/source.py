"""The text of a cell, made ready to run: IPython's own lines, names for the engine, the value of the last expression."""

import ast
import io
import tokenize

# Names among Python's builtins; dunder, so that a class does not mangle them.
SHOW = "__tapedeck_show__"
LABEL = "__tapedeck_label__"

# They only say how something should look, or hold for what is the case anyway.
_HARMLESS = {"matplotlib", "config", "load_ext", "autoreload", "reload_ext", "precision", "tensorflow_version", "time", "pylab"}


def parse(text, name):
    """The syntax tree, and notes for the person about lines that were passed over."""
    lines = text.split("\n")
    notes = []
    while True:
        try:
            return ast.parse("\n".join(lines), name), notes
        except SyntaxError as error:
            line = error.lineno
            if line is None or not 1 <= line <= len(lines):
                raise
            statement = lines[line - 1].strip()
            magic = _magic(statement)
            if magic is None:
                raise
            if magic not in _HARMLESS:
                raise _refusal(statement, magic, name, line, lines[line - 1]) from None
            lines[line - 1] = _without(lines[line - 1], magic)
            if f"%{magic}" not in [note.split()[0] for note in notes]:
                notes.append(f"%{magic} is passed over: it has no meaning in Tapedeck")


def ends_silently(text):
    """Whether the last statement ends with a semicolon, which keeps its value from being shown."""
    last = None
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER, tokenize.DEDENT):
                last = token.string
    except (tokenize.TokenError, SyntaxError):
        return False
    return last == ";"


def instrument(tree, silent):
    """Adds calls that tell the engine names, and one that shows the last expression. Lines stay as they are."""
    tree = _Names().visit(tree)
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not silent:
        last = tree.body[-1]
        last.value = _call(SHOW, [last.value], last.value)
    return tree


class _Names(ast.NodeTransformer):
    """After `y = …` comes a call with the name and the value."""

    def _after(self, node, targets):
        names = [name for target in targets for name in _plain(target)]
        return [node, *(ast.copy_location(ast.Expr(_label(name, node)), node) for name in names)]

    def visit_Assign(self, node):
        return self._after(self.generic_visit(node), node.targets)

    def visit_AnnAssign(self, node):
        self.generic_visit(node)
        return node if node.value is None else self._after(node, [node.target])

    def visit_AugAssign(self, node):
        return self._after(self.generic_visit(node), [node.target])


def _plain(target):
    if isinstance(target, ast.Name):
        return [target.id] if not target.id.startswith("_") else []
    if isinstance(target, (ast.Tuple, ast.List)):
        return [name for one in target.elts for name in _plain(one)]
    return []


def _label(name, at):
    return _call(LABEL, [ast.copy_location(ast.Constant(name), at), ast.copy_location(ast.Name(name, ast.Load()), at)], at)


def _call(function, arguments, at):
    return ast.copy_location(ast.Call(ast.copy_location(ast.Name(function, ast.Load()), at), arguments, []), at)


def _magic(statement):
    """The name of IPython's command that a line is; `!` for the shell; None for a line of Python's."""
    if statement.startswith("!") or _assigned(statement).startswith("!"):
        return "!"
    for text in (statement, _assigned(statement)):
        if text.startswith("%"):
            return text.lstrip("%").split(maxsplit=1)[0] if text.lstrip("%").strip() else None
    return "?" if statement.endswith("?") else None


def _assigned(statement):
    name, _, value = statement.partition("=")
    return value.strip() if name.strip().isidentifier() else ""


def _without(line, magic):
    start = line[: len(line) - len(line.lstrip())]
    rest = line.strip().lstrip("%")[len(magic) :].strip()
    # What is timed is run all the same.
    return start + (rest if magic == "time" and rest else "pass")


def _refusal(statement, magic, name, line, text):
    if magic == "!":
        what = "Tapedeck has no shell: a line that begins with ! cannot be run"
    elif magic == "?":
        what = "Tapedeck has no such help: write help(name)"
    else:
        what = f"Tapedeck has no %{magic}: commands of IPython are not part of Python"
    return SyntaxError(what, (name, line, text.index(statement) + 1, text, line, len(text) + 1))
