"""Where patches close, for a whole batch at once.

The rules of lib/patch/cutter.c, which looks at a token at a time, written as
array expressions: each scheme looks at most one token back, and a longest
patch only at where the last one ended.
"""
import torch

from recipe import BYTE


def rises(ids, h, threshold, o):
    """monotonic and combined: after how much more certain a byte the model
    is unsure.  Meta's code drops the entropy after token 0, always marks the
    next one, and in the combined scheme then suppresses the one behind."""
    at = torch.arange(h.shape[1], device=h.device)
    rise = torch.zeros_like(h)
    rise[:, 1:] = h[:, 1:] - h[:, :-1]
    if o.scheme == "monotonic":
        close = rise > threshold
    else:
        close = (rise > o.threshold_add) & (h > threshold) & (at != 2)
    close |= at == 1
    if o.reset_newline == "yes":
        newline = ids == BYTE + 10
        close[:, 2:] &= ~newline[:, 1:-1]
        close |= newline
    return close


def space(ids):
    """A byte that can end a word: everything in ASCII but letters and
    digits, and the lead bytes of UTF-8; the first of a run closes."""
    b = ids - BYTE
    s = ((b < 0x30) | ((b > 0x39) & (b < 0x41)) | ((b > 0x5a) & (b < 0x61))
         | ((b > 0x7a) & (b < 0x80)) | (b >= 0xc0))
    close = s.clone()
    close[:, 1:] &= ~s[:, :-1]
    return close | (b < 0)


def closes(ids, h, recipe, threshold, real):
    """close[b, t]: does a patch end with token t?

    ids   [b, n], the first of each row BOS, a patch of its own
    h     [b, n] entropies in nats, float32; not read by space and byte
    real  [b, n] false where a row is padding
    """
    o = recipe.patch
    if o.scheme == "entropy":
        close = h > threshold
    elif o.scheme == "space":
        close = space(ids)
    elif o.scheme == "byte":
        close = torch.ones_like(real)
    else:
        close = rises(ids, h, threshold, o)
    close[:, 0] = True
    if o.max_length > 0:        # cut from the left: m, m, ..., the rest
        at = torch.arange(ids.shape[1], device=ids.device).expand_as(ids)
        last = torch.where(close, at, torch.zeros_like(at)).cummax(1)[0]
        since = at.clone()
        since[:, 1:] -= last[:, :-1]
        close = close | (since % o.max_length == 0)
    return close & real
