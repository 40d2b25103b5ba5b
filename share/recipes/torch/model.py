"""The model in PyTorch.  Modules are called as the tensors of the published
layout are, and stand in that order, so a state dict is a model's file.

One batch is [b, n] bytes, padded; patches are ragged.  Cross-attention and
pooling never see a matrix of patches by bytes: a byte belongs to one patch,
so scores are [b, n, k, heads] and the sums over a patch are segment sums.
Self-attention in a window works on blocks, each with the one before.
Everything but the matrix products stays in float32 under autocast.
"""
import functools
import math
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

from recipe import VOCAB

PRIMES = (1000000007, 5915587277, 1500450271, 3267000013, 5754853343,
          4093082899, 9576890767, 3628273133, 2860486313, 5463458053,
          3367900313)


# Old versions say that it is new; what it gives is tested here.
warnings.filterwarnings("ignore", message="scatter_reduce")


def linear(inputs, outputs):
    return nn.Linear(inputs, outputs, bias=False)


class Norm(nn.Module):
    def __init__(self, width, eps):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x):
        x = x.float()
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True)
                               + self.eps) * self.weight


# ---- attention in a window ----------------------------------------------

@functools.lru_cache(maxsize=None)
def angle_table(n, width, theta, device):
    i = torch.arange(0, width, 2, dtype=torch.float32)
    freq = 1 / torch.pow(torch.tensor(theta, dtype=torch.float32), i / width)
    a = torch.arange(n, dtype=torch.float64)[:, None] * freq.double()
    return torch.cos(a).float().to(device), torch.sin(a).float().to(device)


def angles(n, part, device):
    """Cosines and sines [n, width / 2] of the rotary positions."""
    c, s = angle_table(-(-n // 256) * 256, part.hidden // part.heads,
                       part.theta, device)
    return c[:n], s[:n]


def rotate(x, cs):
    """Turns neighbours (2i, 2i + 1) of each head.  x: [b, heads, n, width]"""
    a, b = x[..., 0::2].float(), x[..., 1::2].float()
    c, s = cs
    return torch.stack((a * c - b * s, b * c + a * s), -1).flatten(-2).to(
        x.dtype)


def attend(q, k, v, mask=None):
    """Causal where there is no mask; [.., n, width] each."""
    if hasattr(F, "scaled_dot_product_attention"):
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask,
                                              is_causal=mask is None)
    if mask is None:
        n = q.shape[-2]
        mask = torch.ones(n, n, dtype=torch.bool, device=q.device).tril()
    s = (q @ k.transpose(-1, -2)).float() / math.sqrt(q.shape[-1])
    return s.masked_fill(~mask, -math.inf).softmax(-1).to(v.dtype) @ v


def banded(q, k, v, window):
    """Position i sees i - window + 1 .. i.  In blocks of a window, each
    block of queries against its own keys and those of the block before."""
    b, h, n, w = q.shape
    if window >= n:
        return attend(q, k, v)
    m = -(-n // window)

    def blocks(x):
        return F.pad(x, (0, 0, 0, m * window - n)).view(b, h, m, window, w)

    def two(x):
        x = blocks(x)
        return torch.cat((F.pad(x, (0, 0, 0, 0, 1, 0))[:, :, :-1], x), 3)

    i = torch.arange(window, device=q.device)[:, None]
    j = torch.arange(2 * window, device=q.device)
    see = ((j > i) & (j <= i + window)).repeat(m, 1, 1)
    see[0, :, :window] = False
    out = attend(blocks(q).flatten(1, 2), two(k).flatten(1, 2),
                 two(v).flatten(1, 2), see.repeat(h, 1, 1))
    return out.view(b, h, m * window, w)[:, :, :n]


class Attention(nn.Module):
    def __init__(self, part):
        super().__init__()
        self.heads, self.kv = part.heads, part.kv_heads
        self.width = part.hidden // part.heads
        self.q_proj = linear(part.hidden, part.hidden)
        self.k_proj = linear(part.hidden, self.kv * self.width)
        self.v_proj = linear(part.hidden, self.kv * self.width)
        self.o_proj = linear(part.hidden, part.hidden)

    def split(self, x, heads):
        return x.unflatten(-1, (heads, self.width))

    def forward(self, x, cs, window):
        q = rotate(self.split(self.q_proj(x), self.heads).transpose(1, 2), cs)
        k = rotate(self.split(self.k_proj(x), self.kv).transpose(1, 2), cs)
        v = self.split(self.v_proj(x), self.kv).transpose(1, 2)
        if self.kv != self.heads:
            k = k.repeat_interleave(self.heads // self.kv, 1)
            v = v.repeat_interleave(self.heads // self.kv, 1)
        return self.o_proj(banded(q, k, v, window).transpose(1, 2).flatten(2))


class Mlp(nn.Module):
    def __init__(self, part):
        super().__init__()
        self.gate_proj = linear(part.hidden, part.inner)
        self.up_proj = linear(part.hidden, part.inner)
        self.down_proj = linear(part.inner, part.hidden)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, part):
        super().__init__()
        self.self_attn = Attention(part)
        self.mlp = Mlp(part)
        self.input_layernorm = Norm(part.hidden, part.eps)
        self.post_attention_layernorm = Norm(part.hidden, part.eps)

    def forward(self, x, cs, window):
        x = x + self.self_attn(self.input_layernorm(x), cs, window)
        return x + self.mlp(self.post_attention_layernorm(x))


def layers(part):
    return nn.ModuleList(Layer(part) for _ in range(part.layers))


# ---- cross-attention ----------------------------------------------------

class Cross(Attention):
    """The caller of the references adds the input once more than usual, and
    so do we: u <- 2u + o_proj(...)."""

    def __init__(self, part):
        super().__init__(part)
        self.q_norm = Norm(part.hidden, part.eps)
        self.k_norm = Norm(part.hidden, part.eps)

    def keys(self, context):
        c, times = self.k_norm(context), self.heads // self.kv
        k = self.split(self.k_proj(c), self.kv).float()
        v = self.split(self.v_proj(c), self.kv).float()
        return (k.repeat_interleave(times, -2) if times > 1 else k,
                v.repeat_interleave(times, -2) if times > 1 else v)

    def queries(self, u):
        q = self.split(self.q_proj(self.q_norm(u)), self.heads).float()
        return q / math.sqrt(self.width)

    def patches(self, u, x, at):
        """Patch vectors u [s, k, H] read the bytes x [b, n, H] of their
        patch: at [b * n] is the patch of each byte, 0 .. s - 1."""
        q = self.queries(u)                             # [s, k, h, w]
        k, v = (y.flatten(0, 1) for y in self.keys(x))  # [b * n, h, w]
        score = (q.index_select(0, at) * k[:, None]).sum(-1)
        index = at[:, None, None].expand_as(score)
        top = torch.full(q.shape[:3], -math.inf, device=q.device)
        top = top.scatter_reduce(0, index, score.detach(), "amax")
        e = torch.exp(score - top.index_select(0, at))  # [b * n, k, h]
        z = torch.zeros_like(top).index_add(0, at, e)
        out = torch.zeros_like(q).index_add(0, at, e[..., None] * v[:, None])
        out = out / (z + (z == 0))[..., None]           # padding: no byte
        return 2 * u + self.o_proj(out.flatten(2))

    def bytes(self, x, context, at):
        """Bytes x [b, n, H] read the k vectors of one patch: context
        [s, k, H], at [b * n]."""
        q = self.queries(x).flatten(0, 1)               # [b * n, h, w]
        k, v = (y.index_select(0, at) for y in self.keys(context))
        p = (q[:, None] * k).sum(-1).softmax(1)         # [b * n, k, h]
        out = (p[..., None] * v).sum(1).view(x.shape)
        return 2 * x + self.o_proj(out)


# ---- parts ----------------------------------------------------

def hash_rows(ids, recipe):
    """Rows [b, n, tables] of the fused table: sum_j w_j prime^j, oldest
    first, in wrapping 64-bit arithmetic; ids before the start are 0."""
    m, rows = recipe.model, []
    for f in range(m.hash_functions):
        for size in m.hash_sizes:
            total = torch.zeros_like(ids)
            for j in range(size):       # the newest gets the highest power
                total = total * PRIMES[f] + F.pad(
                    ids, (j, 0))[:, :ids.shape[1]]
            rows.append(total % m.hash_vocab + len(rows) * m.hash_vocab)
    return torch.stack(rows, -1)


class Embedding(nn.Module):
    def __init__(self, rows, width, train=True):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(rows, width),
                                   requires_grad=train)

    def forward(self, ids):
        return F.embedding(ids, self.weight)


class Patcher(nn.Module):
    """The entropy model: bytes to logits."""

    def __init__(self, part):
        super().__init__()
        self.part = part
        self.embed_tokens = Embedding(VOCAB, part.hidden)
        self.layers = layers(part)
        self.norm = Norm(part.hidden, part.eps)
        self.lm_head = linear(part.hidden, VOCAB)

    def forward(self, ids):
        x = self.embed_tokens(ids)
        cs = angles(x.shape[1], self.part, x.device)
        for layer in self.layers:
            x = layer(x, cs, self.part.reach)
        return self.lm_head(self.norm(x)).float()

    @torch.no_grad()
    def entropy(self, ids):
        """In nats and in float32 whatever the rest runs in: patches are cut
        as the engine cuts them."""
        with torch.autocast(ids.device.type, enabled=False):
            p = self(ids).log_softmax(-1)
        return -(p.exp() * p).sum(-1)


class Local(nn.Module):
    """What encoder and decoder have in common."""

    def __init__(self, part, inputs, outputs, crosses, embed=0):
        super().__init__()
        self.part = part
        if embed:
            self.embed_tokens = Embedding(embed, part.hidden)
        self.layers = layers(part)
        self.patch_embedding_projection = linear(inputs, outputs)
        self.cross_attn_layers = nn.ModuleList(Cross(part)
                                               for _ in range(crosses))


class Encoder(Local):
    def __init__(self, r):
        p = r.encoder
        super().__init__(p, p.hidden, p.hidden * r.model.cross_k, p.layers
                         if r.model.encoder_cross_all == "yes" else 1, VOCAB)
        self.k = r.model.cross_k

    def forward(self, x, cs, at, patches):
        """Embedded bytes to bytes and patches.  The reference pools anew at
        every layer, so only the last cross-attention has an effect."""
        for layer in self.layers:
            x = layer(x, cs, self.part.reach)
        flat = x.flatten(0, 1)
        pooled = flat.new_zeros(x.shape[0] * patches, x.shape[2])
        pooled = pooled.scatter_reduce(0, at[:, None].expand_as(flat), flat,
                                       "amax", include_self=False)
        u = self.patch_embedding_projection(pooled).float()
        u = u.unflatten(-1, (self.k, x.shape[2]))
        u = self.cross_attn_layers[-1].patches(u, x, at)
        return x, u.flatten(1).unflatten(0, (x.shape[0], patches))


class Global(nn.Module):
    def __init__(self, part, inputs):
        super().__init__()
        self.part = part
        self.layers = layers(part)
        if inputs != part.hidden:
            self.token_embedding_projection = linear(inputs, part.hidden)

    def forward(self, x):
        if hasattr(self, "token_embedding_projection"):
            x = self.token_embedding_projection(x).float()
        cs = angles(x.shape[1], self.part, x.device)
        for layer in self.layers:
            x = layer(x, cs, self.part.reach)
        return x


class Decoder(Local):
    def __init__(self, r):
        p = r.decoder
        super().__init__(p, r.global_.hidden, p.hidden * r.model.cross_k,
                         p.layers if r.model.decoder_cross_all == "yes"
                         else 1)
        self.k = r.model.cross_k
        self.norm = Norm(p.hidden, p.eps)

    def forward(self, x, cs, vectors, at):
        context = self.patch_embedding_projection(vectors).float()
        context = context.flatten(0, 1).unflatten(-1, (self.k, x.shape[2]))
        for i, layer in enumerate(self.layers):
            if i < len(self.cross_attn_layers):
                x = self.cross_attn_layers[i].bytes(x, context, at)
            x = layer(x, cs, self.part.reach)
        return self.norm(x)


class Parts(nn.Module):
    def __init__(self, r):
        super().__init__()
        m, h = r.model, r.encoder.hidden
        self.recipe = r
        self.local_encoder = Encoder(r)
        # Trained row by row, by optim.Table, and so outside autograd.
        self.encoder_hash_tok_embedding = Embedding(
            m.hash_vocab * len(m.hash_sizes) * m.hash_functions, h, False)
        self.global_transformer = Global(r.global_, h * m.cross_k)
        self.local_decoder = Decoder(r)
        if r.has_patcher:
            self.patcher = Patcher(r.patcher)


class Blt(nn.Module):
    def __init__(self, recipe):
        super().__init__()
        self.model = Parts(recipe)
        self.lm_head = linear(recipe.decoder.hidden, VOCAB)

    def forward(self, ids, close):
        """Logits [b, n, 260] float32.  After it, self.rows [b, n, tables]
        are the rows of the hash table that were read and self.base [b, n, H]
        the embedded bytes, whose gradient is each of those rows' share."""
        m = self.model
        upto = close.long().cumsum(1)
        patches = int(upto[:, -1].max()) + 1    # with the open one
        start = torch.arange(len(ids), device=ids.device)[:, None] * patches
        # An open patch has a row too; nobody reads it.
        inside = (upto - close.long() + start).flatten()
        latest = (upto - 1 + start).flatten()

        self.rows = hash_rows(ids, m.recipe)
        x = m.local_encoder.embed_tokens(ids)
        for t in range(self.rows.shape[-1]):
            x = x + m.encoder_hash_tok_embedding(self.rows[..., t])
        self.base = x
        if x.requires_grad:
            x.retain_grad()
        cs = angles(x.shape[1], m.recipe.encoder, x.device)
        x, vectors = m.local_encoder(x, cs, inside, patches)
        vectors = m.global_transformer(vectors)
        cs = angles(x.shape[1], m.recipe.decoder, x.device)
        return self.lm_head(m.local_decoder(x, cs, vectors, latest)).float()


def kind(name):
    """How a tensor starts and how it is trained, by its name."""
    if "norm" in name:
        return "norm"
    if "embed_tokens" in name or "hash_tok" in name:
        return "embed"
    if "lm_head" in name:
        return "head"
    return "residual" if "o_proj" in name or "down_proj" in name else "matrix"


def start_weights(model, recipe):
    """A normal distribution cut at 3 sigma, sigma = 1 / sqrt(inputs) times
    the recipe's factors, as blt-train's but from another generator; norms
    are 1."""
    g = torch.Generator().manual_seed(recipe.train.seed)
    for name, p in model.named_parameters():
        if kind(name) == "norm":
            continue
        z = torch.randn(p.shape, generator=g)
        while bool((z.abs() > 3).any()):
            z = torch.where(z.abs() > 3, torch.randn(p.shape, generator=g), z)
        factor = 1.0
        if "hash_tok" in name:
            factor = recipe.model.table_start
        elif kind(name) == "residual" and ".patcher." not in name:
            factor = recipe.model.residual_start
        p.data.copy_(z * (factor / math.sqrt(p.shape[1])))


def uses(model):
    """Multiply-adds of the products: of the entropy model and of the rest
    per byte, and of the rest per patch."""
    r, m = model.model.recipe, model.model

    def size(*modules):
        return sum(p.numel() for x in modules for p in x.parameters()
                   if p.dim() == 2)

    token = [size(m.patcher.layers, m.patcher.lm_head)
             if r.has_patcher else 0]
    e, d, k = m.local_encoder, m.local_decoder, r.model.cross_k
    c = e.cross_attn_layers[-1]
    byte = size(e.layers, d.layers, model.lm_head, c.k_proj, c.v_proj)
    patch = k * size(c.q_proj, c.o_proj) + size(
        e.patch_embedding_projection, d.patch_embedding_projection,
        m.global_transformer)
    for c in d.cross_attn_layers:
        byte += size(c.q_proj, c.o_proj)
        patch += k * size(c.k_proj, c.v_proj)
    return token + [byte], patch
