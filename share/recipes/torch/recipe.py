"""The recipe: `key = value` lines under [section] lines, # for comments.

The same table as in lib/train/recipe_keys.c: it names every key once, with its
type, its range and its default; reading, refusing, and the one spelling that
a checkpoint keeps all walk it.  blt-train(1) says what the keys mean.
"""
import math
import re
import struct
from types import SimpleNamespace

VOCAB, BOS, EOS, BYTE = 260, 1, 2, 4
STAGES = ("entropy", "main", "done")
FREE = {"about", "licence", "steps", "cooldown", "validate",
        "checkpoint_steps", "checkpoint_seconds"}   # may change at any time
NAN = math.nan


class Bad(Exception):
    """A fault of the user's, or of a file: its text is the message."""


def single(x):
    """x as a float32 keeps it."""
    return struct.unpack("f", struct.pack("f", x))[0]


# key: (type, low, high, default); a word's "range" is its words.
PART = {
    "hidden": ("int", 1, 65536, 128), "layers": ("int", 1, 1024, 1),
    "heads": ("int", 1, 1024, 4), "kv_heads": ("int", 1, 1024, 0),
    "inner": ("int", 1, 1 << 20, 0), "window": ("int", 0, 1e9, 128),
    "positions": ("int", 1, 1e9, 1 << 20), "theta": ("real", 1, 1e9, 500000.),
    "eps": ("single", 1e-12, 0.1, single(1e-5)),
}
STAGE = {
    "length": ("int", 2, 1 << 24, 512), "batch": ("int", 1, 1 << 20, 32),
    "steps": ("int", 0, 1e12, 0), "warmup": ("int", 0, 1e12, 100),
    "rate": ("real", 0, 1, 2e-3), "final": ("real", 0, 1, 0.1),
    "schedule": ("word", "cosine linear constant trapezoid", None, "cosine"),
    "cooldown": ("int", 0, 1e12, 0),
    "optimizer": ("word", "adamw muon", None, "adamw"),
    "precision": ("word", "f32 bf16", None, "f32"),
    "momentum": ("real", 0, 0.999999, 0.95),
    "matrix_rate": ("real", 0, 1000, 1.),
    "beta1": ("real", 0, 0.999999, 0.9), "beta2": ("real", 0, 0.999999, 0.95),
    "eps": ("real", 1e-30, 1, 1e-8), "decay": ("real", 0, 10, 0.1),
    "clip": ("real", 0, 1e30, 1.), "table_rate": ("real", 0, 1000, 1.),
    "validate": ("int", 1, 1e12, 500),
}
SECTIONS = {
    "model": {
        "name": ("text", 1, 63, "model"), "licence": ("text", 0, 255, ""),
        "about": ("text", 0, 511, ""), "cross_k": ("int", 1, 64, 2),
        "encoder_cross_all": ("word", "no yes", None, "no"),
        "decoder_cross_all": ("word", "no yes", None, "yes"),
        "hash_sizes": ("ints", 1, 64, [3, 4, 5, 6, 7, 8]),
        "hash_functions": ("int", 1, 11, 1),
        "hash_vocab": ("int", 1, 1e8, 16384),
        "table_start": ("real", 0, 1000, 1.),
        "residual_start": ("real", 0, 1000, 1.),
        "store": ("word", "f32 bf16 f16 int8 int4", None, "bf16"),
    },
    "patcher": dict(PART, theta=("real", 1, 1e9, 10000.)),
    "encoder": PART,
    "global": dict(PART, window=("int", 0, 1e9, 0),
                   positions=("int", 1, 1e9, 0)),   # 0: as trained
    "decoder": PART,
    "patch": {
        "scheme": ("word", "entropy monotonic combined space byte", None,
                   "entropy"),
        "threshold": ("real", -10, 10, NAN),
        "target_size": ("real", 1, 1000, 4.5),
        "threshold_add": ("single", -10, 10, 0.),
        "max_length": ("int", 0, 1e6, 0),
        "reset_newline": ("word", "no yes", None, "no"),
    },
    "data": {
        "language_exponent": ("real", 0, 2, 1.),
        "align": ("word", "paragraph any", None, "paragraph"),
        "valid_bytes": ("int", 1, 1e12, 1 << 18),
        "final_valid_bytes": ("int", 1, 1e12, 1 << 21),
    },
    "entropy": STAGE,
    "main": STAGE,
    "train": {
        "seed": ("int", 0, 9e15, 1), "shards": ("int", 1, 1024, 8),
        "checkpoint_steps": ("int", 1, 1e12, 1000),
        "checkpoint_seconds": ("int", 1, 1e9, 600),
    },
}


def whole_number(text):
    return int(text) if re.fullmatch(r"[+-]?[0-9]+", text) else None


def real_number(text):
    """Decimal numbers only: float would also read "nan" and "1_0"."""
    try:
        x = float(text) if re.fullmatch(r"[-+.0-9eE]+", text) else NAN
    except ValueError:
        return None
    return x if math.isfinite(x) else None


def read_value(name, key, value, where):
    kind, low, high, _ = key
    if kind == "text":
        if not low <= len(value.encode("utf-8", "surrogateescape")) <= high:
            raise Bad(f"{where}: {name} takes {low}..{high} bytes")
        return value
    if kind == "word":
        if value not in low.split():
            raise Bad(f'{where}: {name} is one of: {low}; not "{value}"')
        return value
    if kind == "ints":
        out = [whole_number(x) for x in value.split(" ") if x]
        if not out or len(out) > 16 \
                or any(i is None or not low <= i <= high for i in out):
            raise Bad(f"{where}: {name} takes up to 16 whole numbers in"
                      f' {low}..{high}, not "{value}"')
        return out
    x = whole_number(value) if kind == "int" else real_number(value)
    if x is None or not low <= x <= high:
        raise Bad(f"{where}: {name} takes a"
                  f"{' whole' if kind == 'int' else ''} number in"
                  f' {low:g}..{high:g}, not "{value}"')
    return single(x) if kind == "single" else x


def read_weight(weights, late, pattern, value, where):
    x = real_number(value)
    if not 0 < len(pattern.encode("utf-8", "surrogateescape")) < 96:
        raise Bad(f"{where}: weight takes a pattern of file names")
    if x is None or not 0 <= x <= 1e6:
        raise Bad(f"{where}: a weight is a number in 0..1e6,"
                  f' not "{value}"')
    if len(weights) == 64:
        raise Bad(f"{where}: more than 64 weights")
    weights.append((pattern, x, late))


def read_lines(text, path, weights):
    """{section: {key: value}} of what the text says."""
    said, section = {}, None
    for number, line in enumerate(text.split("\n"), 1):
        where = f"{path}:{number}"
        # A comment starts the line or follows a blank.
        line = re.sub(r"(^|(?<=[ \t]))#.*", "", line).strip(" \t\r")
        if not line:
            continue
        if line[0] == "[":
            if line[-1] != "]":
                raise Bad(f"{where}: a section ends in ]")
            section = line[1:-1].strip(" \t\r")
            if section not in SECTIONS:
                raise Bad(f"{where}: there is no section [{section}]")
            said.setdefault(section, {})
            continue
        name, equals, value = line.partition("=")
        name, value = name.strip(" \t\r"), value.strip(" \t\r")
        if not equals:
            raise Bad(f"{where}: neither [section] nor key = value")
        if section is None:
            raise Bad(f"{where}: {name} stands before any [section]")
        weight = re.fullmatch(r"(late_)?weight\s(.*)", name, re.S)
        if section == "data" and weight:
            read_weight(weights, bool(weight[1]), weight[2].strip(" \t\r"),
                        value, where)
            continue
        key = SECTIONS[section].get(name)
        if key is None:
            raise Bad(f'{where}: [{section}] has no key "{name}"')
        if name in said[section]:
            raise Bad(f"{where}: [{section}] {name} is given twice")
        said[section][name] = read_value(name, key, value, where)
    return said


def check_part(p, path, name):
    if p.kv_heads == 0:
        p.kv_heads = p.heads
    if p.inner == 0:            # as the model's own rule, in steps of 32
        p.inner = (p.hidden * 8 // 3 + 31) // 32 * 32
    if p.hidden % p.heads or p.hidden // p.heads % 2:
        raise Bad(f"{path}: [{name}] {p.heads} heads do not divide a width"
                  f" of {p.hidden} into pairs")
    if p.heads % p.kv_heads:
        raise Bad(f"{path}: [{name}] {p.heads} heads are not a multiple of"
                  f" {p.kv_heads} key and value heads")
    # Nothing attends further back than the positions that there are.
    p.reach = min(p.window or p.positions, p.positions)


def trained_patches(r):
    """How many patches a sequence of stage main has, in whole blocks of the
    engine's cache: beyond it the global part was never trained."""
    n = r.main.length
    if r.needs_entropy() and math.isnan(r.patch.threshold):
        n /= r.patch.target_size        # elsewhere patches may be bytes
    return -(-math.ceil(n) // 64) * 64


class Recipe:
    """A namespace for each section; stage[0] and stage[1] are [entropy] and
    [main]; `threshold` is the one in force, in nats."""

    def __init__(self, path):
        try:
            with open(path, "rb") as f:
                raw = f.read((1 << 20) + 1)
        except OSError as e:
            raise Bad(f"{path}: {e.strerror}")
        if len(raw) > 1 << 20 or b"\0" in raw:
            raise Bad(f"{path}: is not text")
        self.text = raw.decode("utf-8", "surrogateescape")
        self.weights = []
        said = read_lines(self.text, path, self.weights)
        for name, keys in SECTIONS.items():
            values = {k: v[3] for k, v in keys.items()}
            values.update(said.get(name, {}))
            setattr(self, "global_" if name == "global" else name,
                    SimpleNamespace(**values))
        self.stage = [self.entropy, self.main]
        self.has_patcher = "patcher" in said
        self.global_.positions = (self.global_.positions
                                  or trained_patches(self))
        for name in "patcher", "encoder", "global", "decoder":
            check_part(self.part(name), path, name)
        if self.encoder.hidden != self.decoder.hidden:
            raise Bad(f"{path}: encoder and decoder are"
                      f" {self.encoder.hidden} and {self.decoder.hidden}"
                      " wide; they must be alike")
        if not self.has_patcher and self.needs_entropy():
            raise Bad(f"{path}: scheme {self.patch.scheme} needs a [patcher]")
        self.threshold = single(self.patch.threshold)
        if math.isnan(self.threshold):
            self.threshold = single(1.335442066192627)

    def part(self, name):
        return getattr(self, "global_" if name == "global" else name)

    def needs_entropy(self):
        return self.patch.scheme in ("entropy", "monotonic", "combined")

    def canon(self):
        """Everything that decides the weights, as a checkpoint keeps it."""
        lines = []
        for name, keys in SECTIONS.items():
            if name == "patcher" and not self.has_patcher:
                continue
            for key, (kind, *_) in keys.items():
                x = getattr(self.part(name), key)
                if key in FREE:
                    continue
                if kind == "ints":
                    x = " ".join(map(str, x))
                elif kind in ("real", "single"):
                    x = "%.*g" % (17 if kind == "real" else 9, x)
                lines.append(f"{name}.{key} = {x}\n")
        for pattern, x, late in self.weights:
            lines.append("data.%sweight %s = %.17g\n"
                         % ("late_" if late else "", pattern, x))
        return "".join(lines)
