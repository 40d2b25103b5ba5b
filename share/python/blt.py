"""The Byte Latent Transformer: libblt(3) for Python, by ctypes alone.

    import blt
    m = blt.Model()                       # the default model
    m.score("The cat sat.").bits_per_byte
    m.patches("The cat sat.")             # [b'T', b'he ', ...]
    m.generate("The cat", max_bytes=40)   # b' sat on ...'
    m.embed("The cat sat.")               # one vector per patch
    blt.Speller().correct("teh cat").text # 'the cat'

Text is str (encoded as UTF-8) or bytes; offsets count bytes.  Numbers come as
NumPy arrays where NumPy is installed, else as array.array; vectors then as a
list of them.  A failure raises blt.Error.  Models may be shared by threads; a
Speller belongs to one thread at a time.

The library is found as libblt.so.1, or is what $BLT_LIBRARY names.
"""
import array
import ctypes
import os
from collections import namedtuple
from ctypes import (POINTER, byref, c_char, c_char_p, c_double, c_float,
                    c_int, c_int64, c_size_t, c_uint8, c_uint64, c_void_p)

try:
    import numpy
except ImportError:
    numpy = None

__all__ = ["Error", "Model", "Speller", "Score", "Finding", "Correction",
           "version"]

_lib = ctypes.CDLL(os.environ.get("BLT_LIBRARY") or "libblt.so.1")
_libc = ctypes.CDLL(None)
_libc.free.argtypes = [c_void_p]
_libc.free.restype = None


class _Error(ctypes.Structure):
    _fields_ = [("status", c_int), ("text", c_char * 480)]


class Error(Exception):
    """status is the name of the library's status, "BLT_EDATA"."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = _lib.blt_status_name(status).decode()


class _GenOptions(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t), ("temperature", c_double), ("top_k", c_int),
        ("top_p", c_double), ("min_p", c_double),
        ("repeat_penalty", c_double), ("repeat_window", c_int),
        ("seed", c_uint64), ("max_bytes", c_uint64), ("utf8", c_int),
        ("stop_eos", c_int), ("stop", c_void_p), ("stop_length", c_void_p),
        ("stop_count", c_size_t), ("until", c_char_p)]


class _EmbedOptions(ctypes.Structure):
    _fields_ = [("size", c_size_t), ("level", c_int), ("stage", c_int),
                ("pool", c_int), ("normalize", c_int), ("newline", c_uint8)]


class _EmbedRow(ctypes.Structure):
    _fields_ = [("size", c_size_t), ("offset", c_uint64),
                ("length", c_uint64), ("text", c_void_p),
                ("vector", POINTER(c_float))]


class _SpellOptions(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t), ("languages", c_char_p), ("mode", c_int),
        ("ignore", c_void_p), ("model", c_void_p), ("hunspell", c_char_p),
        ("real_words", c_int), ("alternatives", c_int), ("pool", c_void_p),
        ("confidence", c_double)]


class _Alternative(ctypes.Structure):
    _fields_ = [("text", c_char_p), ("length", c_size_t),
                ("probability", c_double), ("channel", c_float),
                ("ngram", c_float), ("model", c_float), ("cloze", c_float)]


class _Finding(ctypes.Structure):
    _fields_ = [("size", c_size_t), ("offset", c_size_t),
                ("length", c_size_t), ("kind", c_int),
                ("language", c_char_p), ("wrong", c_double), ("n", c_size_t),
                ("alternative", POINTER(_Alternative)),
                ("written", _Alternative), ("mistake", c_int),
                ("correction", POINTER(_Alternative))]


_embed_fn = ctypes.CFUNCTYPE(c_int, c_void_p, POINTER(_EmbedRow), c_void_p)
_spell_fn = ctypes.CFUNCTYPE(c_int, c_void_p, POINTER(_Finding), c_void_p)
_p, _pp = c_void_p, POINTER(c_void_p)


def _declare(name, result, *arguments):
    function = getattr(_lib, name)
    function.restype = result
    function.argtypes = arguments


for _name, _arguments in {
    "blt_model_open": [_pp, c_char_p],
    "blt_model_open_default": [_pp],
    "blt_model_find": [_pp, c_char_p],
    "blt_score_text": [_p, POINTER(c_double), _p, _p, c_char_p, c_size_t, _p],
    "blt_patch_text": [_p, _pp, POINTER(c_size_t), c_char_p, c_size_t, _p],
    "blt_generate_text": [_p, _pp, POINTER(c_size_t), c_char_p, c_size_t,
                          POINTER(_GenOptions)],
    "blt_session_new": [_pp, _p, _p],
    "blt_embed_new": [_pp, _p, _p, POINTER(_EmbedOptions), _embed_fn, _p],
    "blt_embed_feed": [_p, c_char_p, c_size_t, _p],
    "blt_embed_end": [_p],
    "blt_spell_data_open": [_pp, c_char_p],
    "blt_speller_new": [_pp, _p, POINTER(_SpellOptions)],
    "blt_speller_accept": [_p, c_char_p, c_size_t],
    "blt_speller_correct": [_p, c_char_p, c_size_t, _pp, POINTER(c_size_t),
                            _spell_fn, _p],
}.items():
    _declare(_name, c_int, *_arguments, POINTER(_Error))
for _name in ("blt_model_close", "blt_session_free", "blt_embed_free",
              "blt_speller_free", "blt_spell_data_close"):
    _declare(_name, None, c_void_p)
_declare("blt_version", c_char_p)
_declare("blt_status_name", c_char_p, c_int)
_declare("blt_model_name", c_char_p, c_void_p)
_declare("blt_embed_width", c_size_t, c_void_p)


def _call(name, *arguments):
    err = _Error()
    status = getattr(_lib, name)(*arguments, byref(err))
    if status != 0:
        raise Error(status, err.text.decode(errors="replace"))


def _bytes(text):
    return text.encode() if isinstance(text, str) else bytes(text)


def _floats(n):
    """Room for n float32 numbers, and its address."""
    if numpy is not None:
        a = numpy.zeros(n, numpy.float32)
        return a, a.ctypes.data
    a = array.array("f", bytes(4 * n))
    return a, a.buffer_info()[0]


def version():
    """The release of the library."""
    return _lib.blt_version().decode()


Score = namedtuple("Score", "bits bits_per_byte surprisal entropy")
Finding = namedtuple("Finding",
                     "offset length kind language wrong alternatives")
Correction = namedtuple("Correction", "text findings")


class Model:
    """A model: a directory, the name of an installed one, or the default."""

    def __init__(self, name=None):
        self._m = c_void_p()
        if name is None:
            _call("blt_model_open_default", byref(self._m))
            return
        found = c_void_p()
        _call("blt_model_find", byref(found), os.fsencode(name))
        try:
            _call("blt_model_open", byref(self._m),
                  ctypes.string_at(found.value))
        finally:
            _libc.free(found)

    def __del__(self):
        if getattr(self, "_m", None):
            _lib.blt_model_close(self._m)

    @property
    def name(self):
        return _lib.blt_model_name(self._m).decode()

    def score(self, text):
        """Bits of the text, and bits of surprisal and entropy per byte."""
        text = _bytes(text)
        surprisal, s = _floats(len(text))
        entropy, e = _floats(len(text))
        bits = c_double()
        _call("blt_score_text", self._m, byref(bits), s, e, text, len(text),
              None)
        return Score(bits.value, bits.value / max(len(text), 1), surprisal,
                     entropy)

    def patches(self, text):
        """The text as a list of its patches."""
        text = _bytes(text)
        length, n = c_void_p(), c_size_t()
        _call("blt_patch_text", self._m, byref(length), byref(n), text,
              len(text), None)
        lengths = (c_size_t * n.value).from_address(length.value)[:]
        _libc.free(length)
        patches, at = [], 0
        for k in lengths:
            patches.append(text[at:at + k])
            at += k
        return patches

    def generate(self, prompt="", max_bytes=256, seed=0, temperature=1.0,
                 top_k=0, top_p=1.0, min_p=0.0, until=None):
        """New bytes after the prompt; the same arguments give the same."""
        prompt = _bytes(prompt)
        o = _GenOptions(ctypes.sizeof(_GenOptions), temperature, top_k,
                        top_p, min_p, 1.0, 64, seed, max_bytes, 1, 0, None,
                        None, 0, until and _bytes(until))
        out, n = c_void_p(), c_size_t()
        _call("blt_generate_text", self._m, byref(out), byref(n), prompt,
              len(prompt), byref(o))
        text = ctypes.string_at(out.value, n.value)
        _libc.free(out)
        return text

    def embed(self, text, level="patch", stage="global", pool="mean",
              normalize=False):
        """A vector per byte, patch, line or document."""
        text = _bytes(text)
        o = _EmbedOptions(
            ctypes.sizeof(_EmbedOptions),
            ("byte", "patch", "line", "document").index(level),
            ("encoder", "global").index(stage),
            ("mean", "max", "last").index(pool), normalize, 10)
        session, e, rows = c_void_p(), c_void_p(), []

        def row(user, r, err):
            width = _lib.blt_embed_width(e)
            rows.append(array.array("f", r.contents.vector[:width]))
            return 0

        callback = _embed_fn(row)
        try:
            _call("blt_session_new", byref(session), self._m, None)
            _call("blt_embed_new", byref(e), session, self._m, byref(o),
                  callback, None)
            _call("blt_embed_feed", e, text, len(text), None)
            _call("blt_embed_end", e)
        finally:
            _lib.blt_embed_free(e)
            _lib.blt_session_free(session)
        return rows if numpy is None else numpy.array(rows, numpy.float32)


class Speller:
    """A spelling corrector; data: a directory, None: the installed data."""

    KINDS = ("unknown", "real", "split", "join", "case")

    def __init__(self, languages="auto", model=None, data=None,
                 confidence=0.6):
        self._d, self._s, self._model = c_void_p(), c_void_p(), model
        self._o = _SpellOptions(
            ctypes.sizeof(_SpellOptions), _bytes(languages), 0, None,
            model and model._m, None, 1, 10, None, confidence)
        _call("blt_spell_data_open", byref(self._d),
              None if data is None else os.fsencode(data))
        _call("blt_speller_new", byref(self._s), self._d, byref(self._o))

    def __del__(self):
        if getattr(self, "_d", None):
            _lib.blt_speller_free(self._s)
            _lib.blt_spell_data_close(self._d)

    def accept(self, word):
        """Takes a word as correct from now on."""
        word = _bytes(word)
        _call("blt_speller_accept", self._s, word, len(word))

    def correct(self, text):
        """The corrected text, and what was found in the given one."""
        given, findings = _bytes(text), []

        def found(user, f, err):
            f = f.contents
            findings.append(Finding(
                f.offset, f.length, self.KINDS[f.kind], f.language.decode(),
                f.wrong, [(a.text.decode(errors="replace"), a.probability)
                          for a in f.alternative[:f.n]]))
            return 0

        out, n = c_void_p(), c_size_t()
        _call("blt_speller_correct", self._s, given, len(given), byref(out),
              byref(n), _spell_fn(found), None)
        fixed = ctypes.string_at(out.value, n.value)
        return Correction(fixed.decode() if isinstance(text, str) else fixed,
                          findings)
