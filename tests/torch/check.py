#!/usr/bin/env python3
"""What torch.t asks of the PyTorch trainer's own files, whose directory
comes first in PYTHONPATH.

    check.py draws RECIPE LENGTH COUNT PATH...   as tests/torch/draws prints
    check.py recipe FILE...      canonical text, or where and that it is bad
    check.py score RECIPE MODEL FILE     as blt-gen --score's two numbers
    check.py compare A B [BOUND]         tensors of two files
    check.py same A B            byte by byte, but for who made them
    check.py hard CHECKPOINT     gives the hash table rows that are hard to
                                 write in eight bits
"""
import json
import math
import struct
import sys

from recipe import Bad, Recipe


def draws(recipe, length, count, *paths):
    from corpus import Corpus
    r = Recipe(recipe)
    c, length, count = Corpus(paths, r), int(length), int(count)

    def line(ids):
        print(*ids.tolist())
    print(c.digest())
    for i in range(count):
        line(c.draw(length, r.train.seed, i % 2, i * i * 1009, i % 7,
                    i % 3 == 0))
    for i in range(count):
        ids, lang = c.sample(length, i, count)
        line(ids)
        print(c.lang[lang])


def recipes(*paths):
    for path in paths:
        try:
            sys.stdout.write(Recipe(path).canon())
        except Bad as e:
            print(":".join(str(e).split(":")[:2]))


def score(recipe, directory, path):
    """Entropy and surprisal, in bits, of each byte under the whole model."""
    import torch
    import files
    import model as nets
    from corpus import batch
    from patch import closes
    from recipe import BOS, BYTE
    r = Recipe(recipe)
    m = nets.Blt(r)
    m.load_state_dict(files.read_model(directory))
    with open(directory + "/config.json") as f:
        r.threshold = json.load(f)["patching_threshold"]
    with open(path, "rb") as f:
        text = f.read()
    ids, target = batch([torch.tensor([BOS] + [b + BYTE for b in text])],
                        len(text), torch.device("cpu"))
    with torch.no_grad():
        h = m.model.patcher.entropy(ids)
        p = m(ids, closes(ids, h, r, r.threshold, target >= 0))[0]
    p = p.double().log_softmax(-1) / math.log(2)
    for i, byte in enumerate(text):
        print("%d\t%.5f\t%.5f" % (i, -(p[i].exp2() * p[i]).sum(),
                                  -p[i, byte + BYTE]))


def compare(a, b, bound="0"):
    """Fails where a number differs by more than bound times the largest of
    its tensor."""
    import files
    a, b = files.read_tensors(a), files.read_tensors(b)
    for tensors in a, b:                    # a checksum, which train.py does
        tensors.pop("blt-train.sum", None)  # not write
    worst = [1.0, "the names of the tensors"]
    if list(a) == list(b):
        a.pop("blt-train", None)
        worst = max([float((x.float() - b[n].float()).abs().max()
                           / x.float().abs().max().clamp(min=1e-30)), n]
                    for n, x in a.items())
    print("# at worst %.2g of the largest, in %s" % tuple(worst))
    sys.exit(not worst[0] <= float(bound))


def same(a, b):
    def split(path):
        with open(path, "rb") as f:
            n, = struct.unpack("<Q", f.read(8))
            head = json.loads(f.read(n))
            head["__metadata__"].pop("made_by")
            return list(head.items()), f.read()
    a, b = split(a), split(b)
    print("# headers: %s, data: %s" % (a[0] == b[0], a[1] == b[1]))
    sys.exit(a != b)


def hard(path):
    import torch
    import files
    tensors = files.read_tensors(path)
    tensors.pop("blt-train.sum", None)
    w = tensors[files.HASH].view(-1, 24)    # over the file's pages: private
    half = torch.arange(24) - 11.5          # ties, at a scale of 1
    w[:8] = torch.stack((
        0 * half, 1e-42 * half, 1e-37 * half, 1e-36 * half,
        torch.cat((half[1:], torch.tensor([127.]))),
        torch.cat((torch.tensor([-127.5]), half[1:])),
        1e3 * half, torch.eye(24)[3]))
    files.write_tensors(path, list(tensors.items()))


{"draws": draws, "recipe": recipes, "score": score, "compare": compare,
 "same": same, "hard": hard}[sys.argv[1]](*sys.argv[2:])
