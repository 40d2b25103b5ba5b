"""Files: safetensors, and model directories as libblt writes them.

safetensors is eight bytes of length, JSON of that length, and numbers, so
neither its library nor numpy is needed.  Everything is written beside its
place and renamed, so that a file is there whole or not at all.
"""
import ctypes
import json
import math
import mmap
import os
import struct

import torch

from recipe import VOCAB, Bad, single

DTYPES = {"F32": torch.float32, "BF16": torch.bfloat16,
          "F16": torch.float16, "U8": torch.uint8, "I8": torch.int8}
NAMES = {v: k for k, v in DTYPES.items()}
STORE = {"f32": torch.float32, "bf16": torch.bfloat16, "f16": torch.float16,
         "int8": torch.bfloat16,        # and the hash table as whole_rows
         "int4": torch.bfloat16}
HASH = "model.encoder_hash_tok_embedding.weight"
PACKED, SCALES = HASH + "_packed", HASH + "_scale"
# Of whole numbers: their range, and how many scales are tried.
WHOLE = {"int8": (-127, 127, 1), "int4": (-8, 7, 14)}


class Whole:
    """A file for writing that takes its name at the end of a `with`.  What
    a killed writer leaves behind is NAME and six characters, which the next
    run in that directory removes, as blt-train does."""

    def __init__(self, path):
        self.path, self.part = path, "%s.%06d" % (path, os.getpid() % 10**6)

    def __enter__(self):
        self.f = open(self.part, "wb")
        return self.f

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self.f.flush()
                os.fsync(self.f.fileno())
            self.f.close()
            if kind is None:
                os.replace(self.part, self.path)
        finally:
            if os.path.exists(self.part):
                os.unlink(self.part)


def write_tensors(path, tensors, meta=None):
    """tensors: [(name, tensor on the CPU)], written in that order."""
    head, at = {}, 0
    if meta:
        head["__metadata__"] = meta
    for name, t in tensors:
        n = t.numel() * t.element_size()
        head[name] = {"dtype": NAMES[t.dtype], "shape": list(t.shape),
                      "data_offsets": [at, at + n]}
        at += n
    text = json.dumps(head, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with Whole(path) as f:
        f.write(struct.pack("<Q", len(text)) + text)
        for _, t in tensors:
            t = t.contiguous()
            n = t.numel() * t.element_size()
            f.write((ctypes.c_char * n).from_address(t.data_ptr()))


def read_tensors(path):
    """{name: tensor}, over a private mapping of the file."""
    try:
        with open(path, "rb") as f:
            size = os.fstat(f.fileno()).st_size
            n, = struct.unpack("<Q", f.read(8))
            head = json.loads(f.read(n)) if 8 + n <= size else None
            data = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_COPY)
    except OSError as e:
        raise Bad(f"{path}: {e.strerror}")
    except ValueError:
        head = None
    except struct.error:
        head = None
    if not isinstance(head, dict):
        raise Bad(f"{path}: is not a safetensors file")
    head.pop("__metadata__", None)
    out = {}
    for name, e in head.items():
        try:
            dtype, shape = DTYPES[e["dtype"]], e["shape"]
            begin, end = e["data_offsets"]
            width = torch.empty(0, dtype=dtype).element_size()
            good = all(isinstance(i, int) and i >= 0
                       for i in shape + [begin, end]) \
                and begin <= end <= size - 8 - n \
                and math.prod(shape) * width == end - begin
        except (KeyError, TypeError, ValueError):
            good = False
        if not good:
            raise Bad(f'{path}: tensor "{name}": its entry makes no sense')
        out[name] = torch.frombuffer(
            data, dtype=dtype, count=(end - begin) // width,
            offset=8 + n + begin).view(shape) if end > begin \
            else torch.empty(shape, dtype=dtype)
    return out


# ---- stored numbers ---------------------------------------------------

def some_rows(w, low, high, scales):
    """Errors are added up in the order of lib/num/rows.c."""
    def whole(scale):
        q = (w / scale.float()).masked_fill(scale == 0, 0)
        return q.round_().clamp_(low, high)

    # By a tensor: a GPU divides by a number as by its rounded inverse.
    ends = torch.where(w < 0, torch.full_like(w, low),
                       torch.full_like(w, high))
    widest = (w / ends).amax(1, keepdim=True)
    best = torch.full_like(widest, math.inf, dtype=torch.float64)
    scale = torch.zeros_like(widest, dtype=torch.bfloat16)
    for k in range(scales):
        s = (widest * ((32 - k) / 32)).bfloat16()
        s = s.masked_fill(s.float() < torch.finfo().tiny, 0)
        e = w.double() - (s.float() * whole(s)).double()
        sums = torch.zeros_like(best)
        for column in (e * e).t().contiguous():
            sums[:, 0] += column
        better = (sums < best) & (s > 0)
        best = torch.where(better, sums, best)
        scale = torch.where(better, s, scale)
    return whole(scale), scale.masked_fill(~torch.isfinite(widest), math.nan)


def whole_rows(w, store):
    """Rows as whole numbers, and a scale each in BF16.  As lib/num/rows.c,
    which says why what comes back from it is written with the same bits
    again."""
    parts = [some_rows(part, *WHOLE[store]) for part in w.split(1 << 16)]
    return [torch.cat(both) for both in zip(*parts)]


def packed(q):
    """Two whole numbers a byte, 8 more, the even column in the low half."""
    q = (q + 8).to(torch.uint8)
    return q[:, ::2] + 16 * q[:, 1::2]


def unpacked(q):
    both = torch.stack((q % 16, torch.div(q, 16, rounding_mode="floor")), 2)
    return both.flatten(1).float() - 8


def stored(name, w, store):
    """[(name, tensor)]: a parameter as a model's file holds it."""
    if name != HASH or store not in WHOLE:
        return [(name, w.to(STORE[store]))]
    q, scale = whole_rows(w, store)
    return [(PACKED, packed(q)) if store == "int4"
            else (HASH, q.to(torch.int8)), (SCALES, scale)]


def round_to(name, w, store):
    """Makes a parameter what will be read from the file."""
    if name == HASH and store in WHOLE:
        q, scale = whole_rows(w, store)
        w.copy_(q.to(torch.int8) * scale.float())       # no -0
    else:
        w.copy_(w.to(STORE[store]))


def read_model(directory):
    """{name: tensor} of a model, rows of whole numbers times their
    scales."""
    path = os.path.join(directory, "model.safetensors")
    out = read_tensors(path)
    scale, four, table = (out.pop(SCALES, None), out.pop(PACKED, None),
                          out.get(HASH))
    if four is not None:
        if table is not None or four.dtype != torch.uint8 or four.dim() != 2:
            raise Bad(f'{path}: tensor "{PACKED}": packed rows are U8 and in'
                      " place of others")
        table = unpacked(four)
    rows = four is not None or table is not None and table.dtype == torch.int8
    if rows != (scale is not None) or rows and not (
            table.dim() == 2 and scale.shape == (len(table), 1)
            and bool(((scale >= 0) & torch.isfinite(scale)).all())):
        raise Bad(f'{path}: tensor "{SCALES}": rows of whole numbers take a'
                  " scale each, and only they")
    if rows:
        out[HASH] = table.float() * scale.float()
    return out


# ---- config.json ----------------------------------------------------

def shortest(x, narrow=False):
    """The fewest digits that come back as x, a double or a float."""
    for digits in range(1, 18):
        text = "%.*g" % (digits, x)
        y = float(text)
        if (single(y) if narrow else y) == x:
            break
    return text if "." in text or "e" in text else text + ".0"


def config_part(r, name):
    p, lines = r.part(name), []
    if name != "global":
        lines.append(f'"vocab_size": {VOCAB}')
    theta = shortest(p.theta)
    lines += [f'"hidden_size": {p.hidden}',
              f'"num_hidden_layers": {p.layers}',
              f'"num_attention_heads": {p.heads}',
              f'"num_key_value_heads": {p.kv_heads}',
              f'"intermediate_size": {p.inner}', '"hidden_act": "silu"',
              f'"max_position_embeddings": {p.positions}',
              f'"rms_norm_eps": {shortest(p.eps, True)}',
              f'"rope_theta": {theta}',
              '"rope_parameters": { "rope_type": "default",'
              f' "rope_theta": {theta} }}']
    if name in ("encoder", "decoder"):
        every = getattr(r.model, name + "_cross_all") == "yes"
        lines += [f'"cross_attn_k": {r.model.cross_k}',
                  f'"cross_attn_all_layers": {"true" if every else "false"}',
                  f'"hidden_size_global": {r.global_.hidden}']
    if p.window > 0:
        lines.append(f'"sliding_window": {p.window}')
    return (f'  "{name}_config": {{\n    ' + ",\n    ".join(lines)
            + "\n  }")


def config_text(r):
    m, o = r.model, r.patch
    lines = ['"architectures": ["BltForCausalLM"]', '"model_type": "blt"',
             f'"vocab_size": {VOCAB}',
             f'"max_position_embeddings": {r.global_.positions}',
             '"tie_word_embeddings": false',
             f'"patch_in_forward": {"true" if r.has_patcher else "false"}',
             f'"patching_mode": "{o.scheme}"',
             f'"patching_threshold": {shortest(r.threshold, True)}',
             f'"patching_threshold_add": {shortest(o.threshold_add, True)}',
             '"monotonicity": '
             + ("true" if o.scheme == "monotonic" else "false"),
             '"patch_size": 4',
             f'"max_patch_length": {o.max_length or "null"}']
    if o.reset_newline == "yes":
        lines.append('"patching_reset_newline": true')
    lines += [f'"cross_attn_k": {m.cross_k}',
              f'"encoder_hash_byte_group_size": {m.hash_sizes}',
              f'"encoder_hash_byte_group_vocab": {m.hash_vocab}',
              f'"encoder_hash_byte_group_nb_functions": {m.hash_functions}']
    parts = ["encoder", "global", "decoder"]
    if r.has_patcher:
        parts.insert(0, "patcher")
    return ("{\n  " + ",\n  ".join(lines) + ",\n"
            + ",\n".join(config_part(r, p) for p in parts) + "\n}\n")


# ---- a model directory --------------------------------------------------

def card_text(r, at, model, data, valid, by_lang):
    """What the model was made from, how, and how good it is."""
    out, sizes = [f"# {r.model.name}\n"], {"patcher": 0, "rest": 0, "hash": 0}
    for name, p in model.named_parameters():
        kind = ("patcher" if ".patcher." in name
                else "hash" if "hash_tok" in name else "rest")
        sizes[kind] += p.numel()
    if r.model.about:
        out.append(r.model.about + "\n")
    out.append("A Byte Latent Transformer, made by recipes/torch of blt.\n\n"
               f"Licence: {r.model.licence or 'not stated'}\n")
    if at.stage != "done":
        out.append(f"Training is not complete: step {at.step} of"
                   f" {r.main.steps}" + ("; only the entropy model is usable"
                                         if at.step == 0 else "")
                   + ".\n")
    out.append("## Sizes\n\n| part | layers | width | heads | inner | window"
               " |\n|---|---|---|---|---|---|")
    for name in "patcher", "encoder", "global", "decoder":
        p = r.part(name)
        if name != "patcher" or r.has_patcher:
            out.append(
                f"| {'entropy model' if name == 'patcher' else name} |"
                f" {p.layers} | {p.hidden} | {p.heads} | {p.inner} |"
                f" {p.window or 'none'} |")
    out.append("\nParameters: %d in the entropy model, %d in the rest, %d in"
               " %d hash tables of %d rows.\n"
               % (sizes["patcher"], sizes["rest"], sizes["hash"],
                  len(r.model.hash_sizes) * r.model.hash_functions,
                  r.model.hash_vocab))
    out.append("## Training\n\n- Data: %d files, %d bytes, %d languages; a"
               " language counts as (its bytes)^%g."
               % (len(data.text), data.bytes, len(data.lang),
                  r.data.language_exponent))
    if at.begun_from:
        out.append("- Started from the weights of the model with digest"
                   f" {at.begun_from}, including its entropy model.")
    elif r.has_patcher:
        out.append(f"- Entropy model: {r.entropy.steps} steps.")
    out.append("- Main model: %d steps, %d bytes seen.\n- Seed %d.\n"
               % (r.main.steps if at.stage == "done" else at.step, at.bytes,
                  r.train.seed))
    out.append("## Patches and validation\n\n- Scheme %s, threshold %.9g"
               " nats." % (r.patch.scheme, r.threshold))
    if data.digest() == valid.digest():
        out.append("- Measured on the training text itself.")
    if at.patch_size > 0:
        out.append("- %.2f bytes per patch on validation text."
                   % at.patch_size)
    for x, who in zip(at.valid, ("entropy", "whole")):
        if not math.isnan(x):
            out.append("- %.4f bits per byte by the %s model." % (x, who))
    if by_lang is not None:
        out.append("\n| language | bytes | bits per byte | bytes per patch |"
                   "\n|---|---:|---:|---:|")
        for name, (nats, n, patches) in zip(valid.lang, by_lang):
            if n > 0:
                out.append("| %s | %d | %.3f | %s|" % (
                    name, n, nats / n / math.log(2),
                    "%.2f " % (n / patches) if patches else ""))
    out.append("\n## Recipe\n")
    out += ["    " + line if line else "" for line in r.text.split("\n")]
    return "\n".join(out).rstrip("\n") + "\n"


def write_model(path, r, at, weights, model, data, valid, by_lang):
    """config.json comes last: a directory with it is a whole model."""
    tensors = [x for name, w in weights
               for x in stored(name, w.detach().cpu(), r.model.store)]
    for name, t in tensors:
        if not bool(torch.isfinite(t.float()).all()):
            raise Bad(f'{path}: tensor "{name}": a number is too large for'
                      f" {r.model.store}")
    os.makedirs(path, exist_ok=True)
    write_tensors(os.path.join(path, "model.safetensors"), tensors,
                  {"format": "pt", "made_by": "recipes/torch",
                   "recipe": r.model.name, "seed": str(r.train.seed)})
    for name, text in (("README.md", card_text(r, at, model, data, valid,
                                               by_lang)),
                       ("config.json", config_text(r))):
        with Whole(os.path.join(path, name)) as f:
            f.write(text.encode("utf-8", "surrogateescape"))
