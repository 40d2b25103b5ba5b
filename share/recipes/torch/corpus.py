"""Texts, and the sequences that training takes from them.

A sequence is a pure function of (seed, stage, step, index), the very one of
lib/train/corpus.c and lib/base/rng.c: blt-train and this trainer draw the
same sequences, and any rank can draw any of them.
"""
import fnmatch
import mmap
import os

import torch

from recipe import BOS, BYTE, EOS, Bad

MASK = (1 << 64) - 1
PARAGRAPH_MAX = 65536           # how far a start is looked for, in bytes


class Rng:
    """xoshiro256** of Blackman and Vigna, seeded through splitmix64."""

    def __init__(self, seed):
        self.s = []
        for _ in range(4):
            seed = z = (seed + 0x9e3779b97f4a7c15) & MASK
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9 & MASK
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb & MASK
            self.s.append(z ^ (z >> 31))

    def next(self):
        def rotl(x, k):
            return (x << k | x >> (64 - k)) & MASK
        s = self.s
        out, t = rotl(s[1] * 5 & MASK, 7) * 9 & MASK, s[1] << 17 & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)
        return out

    def unit(self):
        return (self.next() >> 11) * 2.0 ** -53

    def below(self, n):
        limit = MASK - MASK % n
        x = self.next()
        while x >= limit:
            x = self.next()
        return x % n


class Text:
    def __init__(self, path):
        self.path, self.name = path, path.rsplit("/", 1)[-1]
        try:
            with open(path, "rb") as f:
                self.size = os.fstat(f.fileno()).st_size
                self.map = self.size and mmap.mmap(f.fileno(), 0,
                                                   prot=mmap.PROT_READ)
        except OSError as e:
            raise Bad(f"{path}: {e.strerror}")

    def align(self, at):
        """The next paragraph's first byte at or after `at`; the text's own
        when there is none.  Text without empty lines gives the start of a
        line, and without lines a place between characters."""
        p, n = self.map, self.size
        end = min(at + PARAGRAPH_MAX, n)
        if at == 0:
            return 0
        i = p.find(b"\n\n", at - 1, end)
        if i >= 0:
            i += 2
            while i < n and p[i] == 10:
                i += 1
            if i < n:
                return i
        if end == n:
            return 0
        line = p.find(b"\n", at, end) + 1
        if line > 0:
            return line
        while at < n and p[at] & 0xC0 == 0x80:
            at += 1
        return at if at < n else 0


def find_files(path, depth=0):
    if not os.path.isdir(path):
        return [Text(path)]
    if depth == 16:
        raise Bad(f"{path}: directories are nested more than 16 deep")
    out = []
    for name in os.listdir(path):
        inner = os.path.join(path, name)
        if name[0] != "." and (os.path.isdir(inner)
                               or name.endswith(".txt")):
            out += find_files(inner, depth + 1)
    return out


class Corpus:
    def __init__(self, paths, recipe):
        texts = [t for p in paths for t in find_files(p)]
        self.text = sorted((t for t in texts if t.size > 0),
                           key=lambda t: (os.fsencode(t.name),
                                          os.fsencode(t.path)))
        self.bytes = sum(t.size for t in self.text)
        self.aligned = recipe.data.align == "paragraph"
        if not self.text:
            raise Bad(f"{paths[0] if paths else 'data'}: no text in it")
        self.lang = []
        for t in self.text:
            name = os.fsencode(t.name).split(b".")[0][:15]
            name = name.decode("utf-8", "replace")
            if name not in self.lang:
                self.lang.append(name)
            t.lang = self.lang.index(name)
        self.upto = [self.find_odds(recipe, late) for late in (False, True)]

    def find_odds(self, recipe, late):
        """Running sums of the odds of a draw; in the cooldown the late
        patterns come after all others, and the last that fits decides."""
        weights = [w for w in recipe.weights if not w[2]]
        if late:
            weights += [w for w in recipe.weights if w[2]]
        total, odds, upto = [0.0] * len(self.lang), [], []
        for t in self.text:
            w = 1.0
            for pattern, weight, _ in weights:
                if fnmatch.fnmatchcase(t.name, pattern):
                    w = weight
            odds.append(w * t.size)
            total[t.lang] += odds[-1]
        sum_ = 0.0
        for t, w in zip(self.text, odds):
            if w > 0:
                sum_ += w * total[t.lang] ** (recipe.data.language_exponent
                                              - 1)
            upto.append(sum_)
        if not 0 < sum_ < float("inf"):
            raise Bad("data: the weights leave no text")
        return upto

    def digest(self):
        """16 hexadecimal digits of the names and sizes: FNV-1a."""
        h = 0xcbf29ce484222325
        for t in self.text:
            for b in os.fsencode(t.name) + t.size.to_bytes(8, "little"):
                h = (h ^ b) * 0x100000001b3 & MASK
        return "%016x" % h

    def cut(self, n, text, at, eos):
        """BOS and what follows, at most n + 1 ids."""
        if self.aligned:
            at = text.align(at)
        raw = bytearray(text.map[at:at + n])
        ids = torch.full((len(raw) + 1 + (eos and len(raw) < n),), EOS)
        ids[0] = BOS
        ids[1:len(raw) + 1] = torch.frombuffer(raw, dtype=torch.uint8)
        ids[1:len(raw) + 1] += BYTE
        return ids

    def draw(self, n, seed, stage, step, index, late):
        """Sequence number `index` of a step."""
        upto = self.upto[late]
        for part in stage, step, index:
            seed = Rng(seed).next() + part & MASK
        g = Rng(seed)
        x = g.unit() * upto[-1]
        low, high = 0, len(upto) - 1
        while low < high:                       # the first above x
            mid = (low + high) // 2
            if upto[mid] > x:
                high = mid
            else:
                low = mid + 1
        text = self.text[low]
        return self.cut(n, text, g.below(text.size), True)

    def sample(self, n, i, count):
        """Number i of `count` sequences spread evenly, without EOS, and its
        language."""
        at, text = int((i + 0.5) / count * self.bytes), 0
        while text + 1 < len(self.text) and at >= self.text[text].size:
            at -= self.text[text].size
            text += 1
        t = self.text[text]
        return self.cut(n, t, min(at, t.size - 1), False), t.lang


def batch(sequences, length, device):
    """Inputs and targets [b, length]; where there is no target, -1."""
    ids = torch.zeros(len(sequences), length, dtype=torch.long)
    target = torch.full_like(ids, -1)
    for row, s in enumerate(sequences):
        ids[row, :len(s) - 1] = s[:-1]
        target[row, :len(s) - 1] = s[1:]
    return ids.to(device, non_blocking=True), target.to(device,
                                                        non_blocking=True)
