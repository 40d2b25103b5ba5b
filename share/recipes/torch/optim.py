"""The update: AdamW, Muon for the matrices inside the layers, and the rows
of the hash table that a step looked up.

The rules and the place of every constant are those of lib/train: adamw.c,
muon.c, sparse.c and set_adamw of step.c.
"""
import math

import torch

from model import kind


def rate_at(plan, step):
    if step < plan.warmup:
        return plan.rate * (step + 1) / plan.warmup
    if plan.schedule == "trapezoid":
        since = step - cooldown_from(plan)
        return plan.rate if since < 0 else plan.rate * (
            1 - (1 - plan.final) * (since + 1) / plan.cooldown)
    x = (step - plan.warmup) / max(plan.steps - plan.warmup, 1)
    x = {"cosine": (1 - math.cos(math.pi * x)) / 2, "linear": x,
         "constant": 0}[plan.schedule]
    return plan.rate * (1 - x * (1 - plan.final))


def cooldown_from(plan):
    """The step at which the cooldown begins: never, for other shapes."""
    return plan.steps - plan.cooldown if plan.schedule == "trapezoid" \
        else math.inf


# The coefficients that are best for any spectrum (Amsel et al. 2025), each
# step a little less than its due so that rounding cannot lead out of the
# interval in which they converge.
POLAR = ((8.28721202, -23.5958865, 17.3003873),
         (4.10705911, -2.94784992, 0.544843108),
         (3.94869085, -2.90890212, 0.551819139),
         (3.31841966, -2.48848802, 0.510048940),
         (2.30065202, -1.66890398, 0.418807312))


def orthogonal(u, dtype):
    """[m, rows, cols]: each matrix with singular values of about 1."""
    wide = u.shape[1] <= u.shape[2]
    x = u if wide else u.transpose(1, 2)
    norm = 1.01 * x.double().pow(2).sum((1, 2), keepdim=True).sqrt()
    x = (x * torch.where(norm > 0, 1 / norm, norm).float()).to(dtype)
    one = torch.eye(x.shape[1], device=x.device).to(dtype)
    for i, (a, b, c) in enumerate(POLAR):
        d = 1.01 if i < 4 else 1.0
        s = x @ x.transpose(1, 2)
        x = (a / d * one + b / d ** 3 * s + c / d ** 5 * (s @ s)) @ x
    return (x if wide else x.transpose(1, 2)).float()


class Dense:
    """All parameters of a stage but the hash table.  `named` is [(name,
    parameter)]; m and v by name are what a checkpoint keeps."""

    def __init__(self, named, plan, dtype):
        self.named, self.plan, self.dtype = named, plan, dtype
        self.muon = {}                          # by shape
        groups = [[], []]                       # without and with decay
        for name, p in named:
            if plan.optimizer == "muon" and kind(name) in ("matrix",
                                                           "residual"):
                self.muon.setdefault(p.shape, []).append((name, p))
            else:
                decays = kind(name) in ("matrix", "residual", "head")
                groups[decays].append(p)
        self.momentum = {name: torch.zeros_like(p) for same in
                         self.muon.values() for name, p in same}
        self.adamw = torch.optim.AdamW(
            [{"params": g, "weight_decay": d} for g, d in
             zip(groups, (0.0, plan.decay)) if g],
            betas=(plan.beta1, plan.beta2), eps=plan.eps)

    def load(self, step, tensors):
        """The moments after `step` steps; true when all were there."""
        for name, p in self.named:
            m, v = (tensors[f"adam.{k}.{name}"].view(p.shape).to(p.device,
                                                                 copy=True)
                    for k in "mv")
            if name in self.momentum:
                self.momentum[name].copy_(m)
            else:
                self.adamw.state[p] = {"step": torch.tensor(float(step)),
                                       "exp_avg": m, "exp_avg_sq": v}

    def moments(self):
        """[(name, m, v)]"""
        out = []
        for name, p in self.named:
            s = self.adamw.state.get(p, {})
            zero = torch.zeros_like(p)
            out.append((name, self.momentum[name], zero)
                       if name in self.momentum else
                       (name, s.get("exp_avg", zero),
                        s.get("exp_avg_sq", zero)))
        return out

    @torch.no_grad()
    def step(self, rate, clip):
        for _, p in self.named:
            p.grad.mul_(clip)
        for group in self.adamw.param_groups:
            group["lr"] = rate
        self.adamw.step()
        keep = 1 - rate * self.plan.decay
        for shape, same in self.muon.items():
            m = [self.momentum[name] for name, _ in same]
            for x, (_, p) in zip(m, same):
                x.mul_(self.plan.momentum).add_(p.grad)
            u = torch.stack([p.grad + self.plan.momentum * x
                             for x, (_, p) in zip(m, same)])
            u = orthogonal(u, self.dtype)
            size = rate * self.plan.matrix_rate * 0.2 * math.sqrt(max(shape))
            for x, (_, p) in zip(u, same):
                p.mul_(keep).sub_(x, alpha=size)


class Table:
    """The hash table.  Nothing here walks it: the gradient of a row is the
    sum of what the tokens that read it got, and the rows that no token read
    rest, with their moments."""

    def __init__(self, weight, plan):
        self.w, self.plan = weight.data, plan
        self.m, self.v = torch.zeros_like(self.w), torch.zeros_like(self.w)

    @torch.no_grad()
    def gather(self, rows, dx):
        """rows [n, tables] that n tokens read, dx [n, H] what each of them
        got; returns the sum of the gradient's squares."""
        self.touched, squares = [], 0.0
        for t in range(rows.shape[1]):
            row, place = torch.unique(rows[:, t], return_inverse=True)
            g = dx.new_zeros(len(row), dx.shape[1]).index_add_(0, place, dx)
            self.touched.append((row, g))
            squares = squares + g.double().pow(2).sum()
        return squares

    @torch.no_grad()
    def step(self, rate, clip, step):
        p = self.plan
        size = rate * p.table_rate / (1 - p.beta1 ** (step + 1))
        root = 1 / math.sqrt(1 - p.beta2 ** (step + 1))
        for row, g in self.touched:
            g = g * clip
            m = self.m[row] * p.beta1 + g * (1 - p.beta1)
            v = self.v[row] * p.beta2 + g * g * (1 - p.beta2)
            self.m[row], self.v[row] = m, v
            self.w[row] -= size * m / (v.sqrt() * root + p.eps)
