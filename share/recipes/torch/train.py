#!/usr/bin/env python3
"""Trains a model by a recipe, as blt-train does, on what PyTorch runs on.

    train.py --recipe=FILE --data=PATH... --out=DIR [--valid=PATH...]
    torchrun --nproc_per_node=N train.py ...

The recipe, the sequences drawn, the log, the checkpoints and the model
directory are blt-train's (blt-train(1), blt-model(5)): either program goes
on where the other stopped.  Every rank holds the whole model, works on its
part of each batch, and adds up gradients with the others.
"""
import argparse
import math
import os
import re
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import torch
import torch.nn.functional as F

import files
import model as nets
import optim
import valid
from checkpoint import Log, checkpoint_text, is_fresh, read_checkpoint
from corpus import Corpus, batch
from files import HASH
from patch import closes
from recipe import NAN, STAGES, Bad, Recipe
from world import World

CHECKPOINT = "checkpoint.safetensors"
told_to_stop = []


def options():
    p = argparse.ArgumentParser(description="train a model by a recipe")
    p.add_argument("--recipe", required=True, metavar="FILE")
    p.add_argument("--data", action="append", default=[], metavar="PATH")
    p.add_argument("--valid", action="append", default=[], metavar="PATH")
    p.add_argument("--out", required=True, metavar="DIR")
    p.add_argument("--stage", choices=("entropy", "main", "all"),
                   default="all", help="where to end")
    p.add_argument("--stop-after", metavar="N|TIME", type=stop_after,
                   default=(math.inf, math.inf),
                   help="save and stop after N steps, or 90s, 30m, 2h")
    p.add_argument("--start", metavar="DIR",
                   help="first weights from a model directory")
    p.add_argument("--device", help="default: cuda if there is one, else cpu")
    p.add_argument("--dtype", choices=("float32", "bfloat16"),
                   help="of matrix products; default: bfloat16 on cuda")
    p.add_argument("--micro", type=int, default=0, metavar="N",
                   help="sequences at a time, where a batch is too large for"
                   " the memory")
    p.add_argument("path", nargs="*", metavar="PATH", help="more of --data")
    a = p.parse_args()
    a.data += a.path
    if not a.data or a.micro < 0:
        p.error("training takes data" if not a.data else "--micro is >= 0")
    return a


def stop_after(text):
    m = re.fullmatch(r"([0-9.]+)([smh]?)", text)
    if m and m[2] and float(m[1]) > 0:
        return math.inf, float(m[1]) * {"s": 1, "m": 60, "h": 3600}[m[2]]
    if m and m[1].isdigit() and int(m[1]) > 0:
        return int(m[1]), math.inf
    raise argparse.ArgumentTypeError("neither steps nor a time")


def ratio(a, b):
    return a / b if b else NAN


class Trainer:
    def __init__(self, args):
        self.args, self.world = args, World(args.device)
        w = self.world
        self.recipe = r = Recipe(args.recipe)
        self.data = Corpus(args.data, r)
        self.valid = Corpus(args.valid or args.data, r)
        for plan in r.stage:
            if plan.batch % w.size:
                raise Bad(f"{args.recipe}: a batch of {plan.batch} does not"
                          f" divide into {w.size} parts")
        dtype = args.dtype or ("bfloat16" if w.device.type == "cuda"
                               else "float32")
        self.dtype = getattr(torch, dtype)
        self.model = nets.Blt(r)
        nets.start_weights(self.model, r)
        self.model.to(w.device)
        self.weights = dict(self.model.named_parameters())
        self.uses = nets.uses(self.model)
        self.at = SimpleNamespace(stage="entropy" if r.has_patcher else
                                  "main", step=0, bytes=0, nats=0.0,
                                  targets=0, seconds=0.0, valid=[NAN, NAN],
                                  patch_size=0.0, begun_from="")
        self.span = self.flops = self.span_bytes = 0
        self.ahead = ThreadPoolExecutor(1)
        self.drawn = None           # what is being drawn, and its future
        self.log = None
        self.open_dir()
        self.checkpoint = os.path.join(args.out, CHECKPOINT)
        tensors = None
        if args.start:
            self.load(files.read_model(args.start), args.start, True)
        if os.path.exists(self.checkpoint):
            tensors = read_checkpoint(self.checkpoint, self.at, r,
                                      self.data.digest())
            self.load(tensors, self.checkpoint, False)
        elif args.stage == "main" and r.has_patcher:
            raise Bad(f"{args.out}: no trained entropy model here; stage"
                      " entropy comes first")
        self.enter(tensors)
        if tensors is not None and r.has_patcher and is_fresh(self.at):
            valid.find_threshold(self)  # the recipe may want other patches
        if self.log:
            self.log.rewind(self.at)
            self.log.run("begins", self.at)
        self.saved = time.monotonic()
        self.started = self.saved - self.at.seconds

    # ---- the directory ---------------------------------------------------

    def open_dir(self):
        out, mine = self.args.out, self.world.rank == 0
        self.model_dir = os.path.join(out, "model")
        try:
            if mine:
                os.makedirs(out, exist_ok=True)
                self.log = Log(out)
        except OSError as e:
            raise Bad(f"{e.filename}: {e.strerror}")
        for d in (out, self.model_dir) if mine else ():
            for name in os.listdir(d) if os.path.isdir(d) else ():
                if re.fullmatch(r"(checkpoint\.safetensors|model\.safetensors"
                                r"|config\.json|README\.md)\..{6}", name):
                    os.unlink(os.path.join(d, name))
        self.world.wait()

    def load(self, tensors, where, every):
        """Weights out of a model's file or, those it has, a checkpoint."""
        for name, p in self.weights.items():
            t = tensors.get(name)
            if t is None and (every or self.needs(name)):
                raise Bad(f'{where}: tensor "{name}" is missing')
            if t is None:
                continue
            if t.numel() != p.numel():
                raise Bad(f'{where}: tensor "{name}": is not {p.numel()}'
                          " numbers")
            p.data.copy_(t.view(p.shape))

    def needs(self, name):
        """Whether a checkpoint of this moment has the tensor."""
        return ".patcher." in name or not (self.at.stage == "entropy"
                                           or is_fresh(self.at))

    def moments(self):
        if self.dense is None or self.at.step == 0:
            return []
        out = {x[0]: x for x in self.dense.moments()}
        if self.table:
            out[HASH] = HASH, self.table.m, self.table.v
        return [out[n] for n in self.weights if n in out]

    def write_checkpoint(self):
        self.at.seconds = time.monotonic() - self.started
        self.saved = time.monotonic()
        if self.log is None:
            return
        text = checkpoint_text(self.at, self.recipe, self.data.digest())
        text = text.encode("utf-8", "surrogateescape")
        moments = self.moments()
        tensors = [("blt-train", torch.tensor(list(text),
                                              dtype=torch.uint8))]
        tensors += [(n, p) for n, p in self.weights.items() if self.needs(n)]
        for i, kind in enumerate("mv"):
            tensors += [(f"adam.{kind}.{x[0]}", x[1 + i]) for x in moments]
        files.write_tensors(self.checkpoint, [(n, t.detach().cpu().flatten())
                                              for n, t in tensors])

    def write_model(self, by_lang):
        if self.log is not None and self.at.stage != "entropy":
            files.write_model(self.model_dir, self.recipe, self.at,
                              self.weights.items(), self.model, self.data,
                              self.valid, by_lang)

    def save(self):
        if self.at.stage != "done":
            self.write_checkpoint()
            self.write_model(None)

    # ---- stages ----------------------------------------------------------

    def enter(self, tensors=None):
        """Makes the optimiser of the stage at hand, its moments out of a
        checkpoint's tensors."""
        self.dense = self.table = None
        if self.at.stage == "done":
            return
        self.which = STAGES.index(self.at.stage)
        self.plan = self.recipe.stage[self.which]
        named = [(n, p) for n, p in self.weights.items()
                 if (".patcher." in n) != self.which and n != HASH]
        for _, p in self.weights.items():
            p.requires_grad_(False)
        for _, p in named:
            p.requires_grad_(True)
        self.dense = optim.Dense(named, self.plan, self.dtype)
        if self.which:
            self.table = optim.Table(self.weights[HASH], self.plan)
        if tensors is None or self.at.step == 0:
            return
        try:
            self.dense.load(self.at.step, tensors)
            if self.table:
                for k, to in ("m", self.table.m), ("v", self.table.v):
                    to.copy_(tensors[f"adam.{k}.{HASH}"].view(to.shape))
        except (KeyError, RuntimeError):
            raise Bad(f"{self.checkpoint}: moments are missing or of"
                      " another size")

    def logits(self, ids, target):
        """[b, n, 260], and how many patches were closed."""
        if not self.which:
            return self.model.model.patcher(ids), 0
        h = None
        if self.recipe.needs_entropy():
            h = self.model.model.patcher.entropy(ids)
        close = closes(ids, h, self.recipe, self.recipe.threshold,
                       target >= 0)
        return self.model(ids, close), close.sum(1)

    def autocast(self):
        return torch.autocast(self.world.device.type, dtype=torch.bfloat16,
                              enabled=self.dtype == torch.bfloat16)

    def draw(self):
        """This rank's part of the batch; the next one is drawn meanwhile."""
        w, plan, seed = self.world, self.plan, self.recipe.train.seed
        which, step, share = self.which, self.at.step, plan.batch // w.size

        def sequences(step):
            late = step >= optim.cooldown_from(plan)
            return [self.data.draw(plan.length, seed, which, step,
                                   w.rank * share + i, late)
                    for i in range(share)]

        if self.drawn is None or self.drawn[0] != (which, step):
            self.drawn = None, self.ahead.submit(sequences, step)
        out = self.drawn[1].result()
        self.drawn = (which, step + 1), self.ahead.submit(sequences, step + 1)
        return batch(out, plan.length, w.device)

    def loss(self, ids, target):
        """The sum of -ln p over targets, for each row."""
        with self.autocast():
            logits, patches = self.logits(ids, target)
        nats = F.cross_entropy(logits.flatten(0, 1), target.flatten(),
                               ignore_index=-1, reduction="none")
        return nats.view(target.shape).sum(1), patches

    def step(self):
        w, plan, at = self.world, self.plan, self.at
        began = time.monotonic()
        ids, target = self.draw()
        targets, = w.sums(int((target >= 0).sum()))
        nats, patches, rows, dx = 0.0, 0, [], []
        for p in self.dense.named:
            p[1].grad = torch.zeros_like(p[1])
        size = self.args.micro or len(ids)
        for i in range(0, len(ids), size):
            loss, count = self.loss(ids[i:i + size], target[i:i + size])
            (loss.sum() / targets).backward()
            nats = nats + loss.detach().double().sum()
            if self.which:
                patches = patches + count.sum()
                rows.append(self.model.rows)
                dx.append(self.model.base.grad)
                self.model.base = None
        flat = w.sum(torch.cat([p.grad.flatten()
                                for _, p in self.dense.named]))
        squares = flat.double().pow(2).sum()
        for (_, p), g in zip(self.dense.named, flat.split(
                [p.numel() for _, p in self.dense.named])):
            p.grad = g.view(p.shape)
        if self.which:
            real = w.gather(target).flatten() >= 0
            squares = squares + self.table.gather(
                w.gather(torch.cat(rows)).flatten(0, 1)[real],
                w.gather(torch.cat(dx)).flatten(0, 1)[real])
        norm = float(squares.sqrt())
        nats, patches, stop = w.sums(nats, patches, len(told_to_stop))
        if not math.isfinite(norm + nats):
            raise Bad(f"step {at.step}: the loss ({nats:g}) or its gradient"
                      f" ({norm:g}) is not finite; a lower rate or clip may"
                      " help")
        rate = optim.rate_at(plan, at.step)
        clip = plan.clip / norm if 0 < plan.clip < norm else 1.0
        self.dense.step(rate, clip)
        if self.table:
            self.table.step(rate, clip, at.step)
        token, patch = self.uses
        self.flops += 6 * token[self.which] * targets
        if self.which:
            self.flops += 6 * patch * patches
            if self.recipe.needs_entropy():
                self.flops += 2 * token[0] * targets
        self.span += time.monotonic() - began
        self.span_bytes += targets
        at.step += 1
        at.bytes += int(targets)
        at.nats += nats
        at.targets += int(targets)
        if at.step % plan.validate == 0 and at.step < plan.steps:
            v = valid.validate(self, self.recipe.data.valid_bytes)
            self.write_log(rate, norm, v.bits)
        # One clock decides, or some ranks would save and others not.
        due, = w.sums(w.rank == 0 and time.monotonic() - self.saved
                      > self.recipe.train.checkpoint_seconds)
        if at.step % self.recipe.train.checkpoint_steps == 0 or due:
            self.save()
        return nats / targets / math.log(2), stop

    def finish(self):
        """The end of a stage; its last act is the checkpoint of the next."""
        at, which = self.at, self.which
        # What the rest trains with, and what the last figures are of, is
        # what the file will hold.
        for name, p in self.weights.items():
            if (".patcher." in name) != which:
                files.round_to(name, p.data, self.recipe.model.store)
        if not which:
            valid.find_threshold(self)
        v = valid.validate(self, self.recipe.data.final_valid_bytes)
        at.valid[which] = v.bits
        if which:
            at.patch_size = v.patch_size
        self.write_log(NAN, NAN, v.bits)
        at.stage = STAGES[which + 1]
        if not which:
            at.step = at.bytes = 0
        self.dense = self.table = None
        self.write_model(v.by_lang)
        if not self.done():
            self.enter()
        self.write_checkpoint()

    def write_log(self, rate, norm, valid):
        at = self.at
        row = f"{at.stage}\t{at.step}\t{at.bytes}"
        for x, digits in (
                (ratio(at.nats, at.targets) / math.log(2), 6), (valid, 6),
                (rate, 4), (norm, 4), (ratio(self.span_bytes, self.span), 6),
                (time.monotonic() - self.started, 8),
                (ratio(self.flops, self.span), 4)):
            row += "\t-" if math.isnan(x) else "\t%.*g" % (digits, x)
        at.nats, at.targets = 0.0, 0
        self.span = self.flops = self.span_bytes = 0
        if self.log:
            self.log.write(row + "\n")

    # ---- from start to end -----------------------------------------------

    def done(self):
        return self.at.stage == "done" or (
            self.args.stage == "entropy" and self.at.stage != "entropy")

    def run(self):
        steps, most = 0, self.args.stop_after
        began = shown = time.monotonic()
        while not self.done():
            if self.at.step >= self.plan.steps:
                self.finish()
                continue
            loss, stop = self.step()
            steps += 1
            now = time.monotonic()
            if now - shown > 10:
                shown = now
                self.say(f"{self.at.stage} {self.at.step} of"
                         f" {self.plan.steps}, {loss:.3f} bits per byte")
            late, = self.world.sums(now - began >= most[1])
            if stop or late or steps >= most[0]:
                self.save()
                self.say(f"stopped at step {self.at.step} of"
                         f" {self.plan.steps} of stage {self.at.stage}; the"
                         " same command goes on")
                break

    def say(self, text):
        if self.world.rank == 0:
            print(f"train.py: {text}", file=sys.stderr, flush=True)


def main():
    try:
        args = options()
        for s in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            signal.signal(s, lambda s, _: (told_to_stop.append(s),
                                           signal.signal(s, signal.SIG_DFL)))
        trainer = Trainer(args)
        try:
            trainer.run()
        finally:
            if trainer.log:
                trainer.log.run("ends", trainer.at)
    except Bad as e:
        print(f"train.py: {e}", file=sys.stderr)
        return 2
    trainer.world.close()
    return 128 + told_to_stop[0] if told_to_stop else 0


if __name__ == "__main__":
    sys.exit(main())
