#!/usr/bin/env python3
"""Thins a full golden directory to what the repository ships.

    thin.py FULL THIN

Models, configurations and published/ are copied, patching.json too.  In the
other safetensors files each float tensor of more than 1000 numbers keeps
every 17th of them, in row-major order, as NAME@17 (17 divides no width in
use, so every row and every column keeps some); the outputs in bf16
arithmetic, which are for information only, go.  JSON loses what the
safetensors beside it says too.  tests/lib/golden.c reads both kinds.
"""
import json, os, shutil, struct, sys

STRIDE, KEEP = 17, 1000
full, thin = sys.argv[1:]


def read(path):
    with open(path, "rb") as f:
        n = struct.unpack("<Q", f.read(8))[0]
        head = json.loads(f.read(n))
        data = f.read()
    head.pop("__metadata__", None)
    return {k: (v["dtype"], v["shape"], data[slice(*v["data_offsets"])])
            for k, v in head.items()}


def write(path, tensors):
    head, data = {}, b""
    for k in sorted(tensors, key=lambda k: (tensors[k][0] == "U8", k)):
        dtype, shape, raw = tensors[k]
        head[k] = {"dtype": dtype, "shape": shape,
                   "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(head, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


def thin_tensors(tensors):
    out = {}
    for k, (dtype, shape, raw) in tensors.items():
        if "/bf16_" in k:
            continue
        n = len(raw) // 4
        if dtype == "F32" and n > KEEP:
            raw = b"".join(raw[i * 4:i * 4 + 4] for i in range(0, n, STRIDE))
            k, shape = k + "@%d" % STRIDE, [len(raw) // 4]
        out[k] = (dtype, shape, raw)
    return out


def thin_json(path):
    with open(path) as f:
        root = json.load(f)
    for case in root.get("cases", []):
        for key in ("bytes_hex", "ids", "patch_lengths",
                    "meta_patch_lengths"):
            case.pop(key, None)
    return root


for where, _, names in os.walk(full):
    part = os.path.relpath(where, full)
    to = os.path.join(thin, "" if part == "patching" else part)
    for name in names:
        src, dst = os.path.join(where, name), os.path.join(to, name)
        os.makedirs(to, exist_ok=True)
        tiny = os.path.basename(where).startswith("tiny-")
        if name == "README.md":
            continue
        if tiny and name.endswith(".safetensors") \
                and not name.startswith("model"):
            write(dst, thin_tensors(read(src)))
        elif tiny and name.endswith(".json") and name not in (
                "config.json", "model.safetensors.index.json"):
            with open(dst, "w") as f:
                json.dump(thin_json(src), f, separators=(",", ":"))
                f.write("\n")
        else:
            shutil.copyfile(src, dst)
