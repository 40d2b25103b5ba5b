"""A golden model as Meta publishes its models, written by PyTorch.

    downloads.py write MODEL OUT    the directories below in OUT
    downloads.py same A B           the same tensors, bit for bit

    fb-blt-1b/      config.json, model.safetensors, entropy_model/
                    {params.json, consolidated.pth}
    fb-blt/         blt_1b/ and entropy_model/, each params.json and
                    consolidated.pth
    fb-blt-entropy/ config.json and model.safetensors of the entropy model
    wrapped/        Hugging Face's names in pytorch_model.bin, with prefixes
    base/           a saved BltModel: names without "model.", no head
"""
import json
import os
import sys
from collections import OrderedDict

import torch

from files import read_tensors, write_tensors

HASH = "model.encoder_hash_tok_embedding.weight"
# Hugging Face's names to Meta's, in order.
NAMES = (("model.patcher.lm_head.", "output."),
         ("model.patcher.embed_tokens.", "tok_embeddings."),
         ("model.patcher.", ""),
         ("lm_head.", "local_decoder.output."), ("model.", ""),
         ("embed_tokens.", "tok_embeddings."),
         ("mlp.gate_proj.", "feed_forward.w1."),
         ("mlp.up_proj.", "feed_forward.w3."),
         ("mlp.down_proj.", "feed_forward.w2."),
         ("input_layernorm.", "attention_norm."),
         ("post_attention_layernorm.", "ffn_norm."),
         ("self_attn.", "attention."),
         ("q_norm.", "cross_attn_norm_q."),
         ("k_norm.", "cross_attn_norm_kv."),
         ("q_proj.", "wq."), ("k_proj.", "wk."), ("v_proj.", "wv."),
         ("o_proj.", "wo."))


def meta_name(name):
    for hf, meta in NAMES:
        name = name.replace(hf, meta)
    return name


def meta_states(tensors, tables):
    """The main model's tensors and the entropy model's, by Meta's names."""
    main, entropy = OrderedDict(), OrderedDict()
    for name, t in tensors.items():
        if name == HASH:
            for i, part in enumerate(t.chunk(tables)):  # views of one storage
                main[f"encoder_hash_tok_embedding.{i}.weight"] = part
        elif name.startswith("model.patcher."):
            entropy[meta_name(name)] = t
        else:
            main[meta_name(name)] = t
    return main, entropy


def meta_args(c):
    e, d, g = (c[p + "_config"] for p in ("encoder", "decoder", "global"))
    return {
        "vocab_size": 260, "multiple_of": 32, "ffn_dim_multiplier": 1.0,
        "norm_eps": e["norm_eps"], "rope_theta": e["rope_theta"],
        "patching_mode": "entropy", "patching_threshold": 1.5,
        "patching_threshold_add": None, "monotonicity": False,
        "patch_size": 4.5, "dim_local_encoder": e["hidden_size"],
        "dim_local_decoder": d["hidden_size"], "dim_global": g["hidden_size"],
        "n_layers_local_encoder": e["num_hidden_layers"],
        "n_layers_local_decoder": d["num_hidden_layers"],
        "n_layers_global": g["num_hidden_layers"],
        "n_heads_local_encoder": e["num_attention_heads"],
        "n_heads_local_decoder": d["num_attention_heads"],
        "n_heads_global": g["num_attention_heads"], "n_kv_heads": None,
        "n_kv_heads_global": None,
        "cross_attn_nheads": e["num_attention_heads"],
        "cross_attn_encoder": True, "cross_attn_decoder": True,
        "cross_attn_k": c["cross_attn_k"],
        "cross_attn_window_encoder": None, "cross_attn_window_decoder": None,
        "cross_attn_all_layers_encoder": e["cross_attn_all_layers"],
        "cross_attn_all_layers_decoder": d["cross_attn_all_layers"],
        "cross_attn_init_by_pooling": True,
        "use_local_encoder_transformer": True,
        "downsampling_by_pooling": "max", "max_encoder_seq_length": 24576,
        "max_seqlen": 4096, "encoder_hash_byte_group_size":
            c["encoder_hash_byte_group_size"],
        "encoder_hash_byte_group_vocab": c["encoder_hash_byte_group_vocab"],
        "encoder_hash_byte_group_nb_functions":
            c["encoder_hash_byte_group_nb_functions"]}


def entropy_args(c):
    p = c["patcher_config"]
    return {"vocab_size": 260, "multiple_of": 32, "ffn_dim_multiplier": 1.0,
            "norm_eps": p["norm_eps"], "rope_theta": p["rope_theta"],
            "dim": p["hidden_size"], "n_layers": p["num_hidden_layers"],
            "n_heads": p["num_attention_heads"], "n_kv_heads": None,
            "max_seqlen": 8192, "attn_bias_type": "local_block_causal",
            "sliding_window": 512}


def put_json(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        json.dump(value, f)


def write(model, out):
    with open(os.path.join(model, "config.json")) as f:
        c = json.load(f)
    tensors = read_tensors(os.path.join(model, "model.safetensors"))
    main, entropy = meta_states(
        tensors, len(c["encoder_hash_byte_group_size"])
        * c["encoder_hash_byte_group_nb_functions"])
    patcher_args = {"patcher_args": {
        "patching_mode": "entropy", "threshold": c["patching_threshold"],
        "threshold_add": None, "monotonicity": False, "patch_size": 4.5}}
    alone = {"train_entropy_model": True, "model": None,
             "entropy_model": entropy_args(c), "data": patcher_args}

    def at(*names):
        return os.path.join(out, *names)

    put_json(at("fb-blt-1b", "config.json"), {"args": meta_args(c)})
    put_json(at("fb-blt-1b", "train_args.json"), {"data": patcher_args})
    write_tensors(at("fb-blt-1b", "model.safetensors"), list(main.items()))
    put_json(at("fb-blt-1b", "entropy_model", "params.json"), alone)
    torch.save({"model": entropy},
               at("fb-blt-1b", "entropy_model", "consolidated.pth"))

    put_json(at("fb-blt", "blt_1b", "params.json"),
             {"train_entropy_model": False, "model": meta_args(c),
              "entropy_model": None, "data": patcher_args})
    optim = {"state": {0: {"step": torch.tensor(3.0),
                           "exp_avg": torch.zeros(4)}},
             "param_groups": [{"lr": 4e-4, "betas": (0.9, 0.95),
                               "fused": None, "params": [0]}]}
    torch.save({"model": main, "optim": optim},
               at("fb-blt", "blt_1b", "consolidated.pth"))
    put_json(at("fb-blt", "entropy_model", "params.json"), alone)
    torch.save({"model": OrderedDict(
        (k, torch.nn.Parameter(v)) for k, v in entropy.items())},
        at("fb-blt", "entropy_model", "consolidated.pth"))

    put_json(at("fb-blt-entropy", "config.json"), {"args": entropy_args(c)})
    write_tensors(at("fb-blt-entropy", "model.safetensors"),
                  list(entropy.items()))

    # Transformers 5 has rope_parameters, and dtype instead of torch_dtype.
    new = json.loads(json.dumps(c))
    new["dtype"] = "float32"
    for name in "patcher", "encoder", "decoder", "global":
        part = new[name + "_config"]
        part.pop("rope_scaling", None)
        part["rope_parameters"] = {"rope_type": "default",
                                   "rope_theta": part.pop("rope_theta")}
        part["hidden_act"] = "swish"
    put_json(at("wrapped", "config.json"), new)
    torch.save(OrderedDict(
        ("_orig_mod." + k.replace("layers.0.", "layers.0._orig_mod."), v)
        for k, v in tensors.items()), at("wrapped", "pytorch_model.bin"))
    new["architectures"] = ["BltModel"]
    put_json(at("base", "config.json"), new)
    write_tensors(at("base", "model.safetensors"),
                  [(k[len("model."):], v) for k, v in tensors.items()
                   if k.startswith("model.")])


def same(a, b):
    a, b = (read_tensors(os.path.join(x, "model.safetensors"))
            for x in (a, b))
    bad = [k for k in sorted(a.keys() | b.keys()) if k not in a or k not in b
           or a[k].dtype != b[k].dtype or not torch.equal(a[k], b[k])]
    print("\n".join(bad))
    return not bad


if sys.argv[1] == "write":
    write(*sys.argv[2:])
elif not same(*sys.argv[2:]):
    sys.exit(1)
