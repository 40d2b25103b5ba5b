"""Checkpoints and the logs, in the formats of checkpoint.c and log.c of
lib/train: either trainer goes on where the other stopped.
"""
import fcntl
import math
import os
import time

import torch

from files import read_tensors
from recipe import STAGES, Bad

COLUMNS = ("stage\tstep\tbytes\ttrain\tvalid\trate\tnorm\tbytes_per_second\t"
           "seconds\tflops_per_second\n")
REALS = ("threshold", "nats", "seconds", "valid_entropy", "valid_main",
         "patch_size")


def checkpoint_text(at, r, digest):
    real = dict(zip(REALS, (r.threshold, at.nats, at.seconds, *at.valid,
                            at.patch_size)))
    hexa = {k: float(v).hex() for k, v in real.items()}
    return (f"stage = {at.stage}\nstep = {at.step}\nbytes = {at.bytes}\n"
            f"threshold = {hexa['threshold']}\nnats = {hexa['nats']}\n"
            f"targets = {at.targets}\nseconds = {hexa['seconds']}\n"
            f"valid_entropy = {hexa['valid_entropy']}\n"
            f"valid_main = {hexa['valid_main']}\n"
            f"patch_size = {hexa['patch_size']}\ndata = {digest}\n"
            + (f"from = {at.begun_from}\n" if at.begun_from else "")
            + "\n" + r.canon())


def is_fresh(at):
    """While stage main has made no step its weights follow from the recipe,
    unless they are those of a model (blt-train --from)."""
    return (at.stage, at.step) == ("main", 0) and not at.begun_from


def does_not_matter(line, at):
    """A done model may be stored anew; one entropy model may serve several
    main models as long as these have made no step."""
    if at.stage == "done" and line.startswith("model.store"):
        return True
    return is_fresh(at) and line.startswith(
        ("model.", "encoder.", "global.", "decoder.", "main.", "patch.",
         "data."))


def read_checkpoint(path, at, r, digest):
    """Sets `at` and r.threshold; returns the tensors.  Refuses what another
    recipe or other data made."""
    tensors = read_tensors(path)
    raw = tensors.pop("blt-train", None)
    if raw is None or raw.dtype != torch.uint8:
        raise Bad(f'{path}: no tensor "blt-train": not a checkpoint of'
                  " blt-train")
    head, _, canon = bytes(raw.tolist()).decode(
        "utf-8", "surrogateescape").partition("\n\n")
    said = dict(line.partition(" = ")[::2] for line in head.split("\n"))
    try:
        at.stage, at.begun_from = said["stage"], said.get("from", "")
        at.step, at.bytes, at.targets = (int(said[k]) for k in
                                         ("step", "bytes", "targets"))
        x = {k: float.fromhex(said[k]) for k in REALS}
        if at.stage not in STAGES or not math.isfinite(x["threshold"]) \
                or min(at.step, at.bytes, at.targets) < 0 \
                or len(at.begun_from) > 16:
            raise ValueError
    except (KeyError, ValueError):
        raise Bad(f'{path}: tensor "blt-train": cannot be read')
    old, now = ([line for line in text.split("\n")
                 if not does_not_matter(line, at)]
                for text in (canon, r.canon()))
    for i in range(max(len(old), len(now))):
        a, b = (x[i] if i < len(x) else "" for x in (old, now))
        if a != b:
            raise Bad(f'{path}: made by another recipe: it had "{a[:90]}",'
                      f' now it is "{b[:90]}"')
    if said.get("data") != digest and not is_fresh(at):
        raise Bad(f"{path}: made from other data: their digest was"
                  f" {said.get('data', '')[:16]}, now it is {digest}")
    r.threshold = x["threshold"]
    at.nats, at.seconds, at.patch_size = x["nats"], x["seconds"], \
        x["patch_size"]
    at.valid = [x["valid_entropy"], x["valid_main"]]
    return tensors


class Log:
    """train.log, whose open file carries the lock on the directory, and
    runs.log."""

    def __init__(self, directory):
        self.runs = os.path.join(directory, "runs.log")
        self.f = open(os.path.join(directory, "train.log"), "a+")
        try:
            fcntl.flock(self.f, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Bad(f"{directory}: another blt-train is at work here")

    def rewind(self, at):
        """Forgets the rows of steps that will be made again."""
        self.f.seek(0)
        lines = self.f.readlines()
        keep = COLUMNS if lines[:1] == [COLUMNS] else ""
        for line in lines[1:] if keep else []:
            row = line.split("\t")
            stage = STAGES.index(row[0]) if row[0] in STAGES[:2] else 3
            now = STAGES.index(at.stage)
            if line[-1] != "\n" or stage > now \
                    or (stage == now and int(row[1]) > at.step):
                break
            keep += line
        self.f.truncate(len(keep))
        if not keep:
            self.write(COLUMNS)

    def write(self, text):
        self.f.write(text)
        self.f.flush()

    def run(self, what, at):
        """When a run "begins" and when it "ends"; a killed one does not."""
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        with open(self.runs, "a") as f:
            f.write(f"{when}\t{what}\t{at.stage}\t{at.step}\n")
