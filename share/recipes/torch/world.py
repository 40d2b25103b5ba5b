"""The ranks that train together."""
import os

import torch
import torch.distributed as dist


class World:
    """This rank and the others; just this one where there is no torchrun."""

    def __init__(self, device):
        self.rank = int(os.environ.get("RANK", 0))
        self.size = int(os.environ.get("WORLD_SIZE", 1))
        device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        if device == "cuda":
            device = f"cuda:{os.environ.get('LOCAL_RANK', 0)}"
        self.device = torch.device(device)
        if self.device.type == "cuda":
            torch.cuda.set_device(self.device)
        if self.size > 1:
            dist.init_process_group("nccl" if self.device.type == "cuda"
                                    else "gloo")

    def sum(self, tensor):
        if self.size > 1:
            dist.all_reduce(tensor)
        return tensor

    def sums(self, *numbers):
        return self.sum(torch.tensor(numbers, dtype=torch.float64,
                                     device=self.device)).tolist()

    def gather(self, tensor):
        """The tensors of all ranks, which are of one shape, in order."""
        if self.size == 1:
            return tensor
        out = [torch.empty_like(tensor) for _ in range(self.size)]
        dist.all_gather(out, tensor)
        return torch.cat(out)

    def wait(self):
        if self.size > 1:
            dist.barrier()

    def close(self):
        if self.size > 1:
            dist.destroy_process_group()
