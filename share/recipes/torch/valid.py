"""Measuring on validation text, and the threshold for a wanted patch size,
as lib/train/valid.c does both.  t is a Trainer.
"""
import math
from types import SimpleNamespace

import torch

from corpus import batch
from patch import closes
from recipe import single


def sample(t, bytes_):
    """This rank's groups of a fixed sample: ids, targets, languages."""
    length, total = t.plan.length, t.valid.bytes
    most = max(t.recipe.data.valid_bytes, t.recipe.data.final_valid_bytes)
    n = min((bytes_ - 1) // length + 1, min(most, total) // length + 1)
    mine = range(t.world.rank, n, t.world.size)
    size = t.args.micro or t.plan.batch
    for i in range(0, len(mine), size):
        s = [t.valid.sample(length, k, n) for k in mine[i:i + size]]
        yield (*batch([x[0] for x in s], length, t.world.device),
               [x[1] for x in s])


@torch.no_grad()
def validate(t, bytes_):
    """by_lang: nats, bytes and patches; of all, the bits per byte and the
    bytes per patch."""
    sums = torch.zeros(len(t.valid.lang), 3, dtype=torch.float64,
                       device=t.world.device)
    for ids, target, lang in sample(t, bytes_):
        nats, patches = t.loss(ids, target)
        row = torch.stack((nats, (target >= 0).sum(1),
                           torch.zeros_like(nats) + patches), 1).double()
        sums.index_add_(0, torch.tensor(lang, device=sums.device), row)
    by_lang = t.world.sum(sums).tolist()
    nats, n, patches = (sum(x) for x in zip(*by_lang))
    return SimpleNamespace(bits=nats / n / math.log(2), by_lang=by_lang,
                           patch_size=n / patches if patches else 0.0)


@torch.no_grad()
def find_threshold(t):
    """The threshold that cuts validation text into patches of the wanted
    mean size, unless the recipe states it; and that size."""
    r = t.recipe
    said = single(r.patch.threshold)
    search = math.isnan(said) and r.needs_entropy()
    plan, t.plan = t.plan, r.entropy
    text = [(ids, target >= 0, t.model.model.patcher.entropy(ids))
            for ids, target, _ in sample(t, r.data.final_valid_bytes)]
    t.plan = plan

    def size(threshold):
        n, patches = t.world.sums(
            sum(float(real.sum()) for _, real, _ in text),
            sum(float(closes(ids, h, r, threshold, real).sum())
                for ids, real, h in text))
        return n / patches

    if not search:
        r.threshold = r.threshold if math.isnan(said) else said
    else:
        low, high = -6.0, 6.0       # ln 260 = 5.56, and so differ two
        for _ in range(32):
            middle = single(low + (high - low) / 2)
            if size(middle) < r.patch.target_size:
                low = middle
            else:
                high = middle
        r.threshold = high
    t.at.patch_size = size(r.threshold)
