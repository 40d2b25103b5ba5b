"use strict";
/* Lines are plain text until they come near the window; then each glyph gets
 * an element of its own, and loses it again far away.  A line keeps, in
 * base64, three bytes for each of its bytes: the byte; a bit whether a patch
 * begins and its entropy in 15ths of a bit (127: unknown); its surprisal in
 * tenths (255: unknown) - and six more, if there are guesses: three pairs of
 * a byte and q, its chance being 2^(-q/16).  data-g has two digits a glyph,
 * bytes and length when shown, less 1 each; without it all are 1. */
const main = document.querySelector("main");
const panel = document.querySelector("aside div");
const rows = Array.from(main.getElementsByClassName("r"));
const guesses = main.dataset.guesses === "1";
const size = guesses ? 12 : 4;
const edges = [5, 10, 20, 30, 40, 60, 80, 120];
const digits =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const lines = new Map(rows.map((row, i) => [row, i]));
let now = null, pinned = false, lit = [];

function record(row, i) {
  return atob(row.dataset.d.substr(i * size, size));
}

function bytesOf(row) {
  return row.dataset.d.length / size;
}

function starts(row, i) {
  return record(row, i).charCodeAt(1) > 127;
}

function level(row, i, n) {
  let most = -1;
  for (let k = i; k < i + n; k++) {
    const q = record(row, k).charCodeAt(2);
    if (q < 255)
      most = Math.max(most, edges.filter((edge) => q >= edge).length);
  }
  return most;
}

function paint(row) {
  if (row.painted)
    return;
  const text = row.textContent, map = row.dataset.g;
  const parts = document.createDocumentFragment();
  row.painted = [];
  for (let at = 0, i = 0, g = 0; at < text.length; g += 2) {
    const n = map ? digits.indexOf(map[g]) + 1 : 1;
    const len = map ? digits.indexOf(map[g + 1]) + 1 : 1;
    const cell = document.createElement("span");
    const h = level(row, i, n);
    let begins = false;
    for (let k = i; k < i + n; k++)
      begins = begins || starts(row, k);
    cell.textContent = text.substr(at, len);
    cell.className = (h < 0 ? "" : "h" + h) + (begins ? " s" : "");
    cell.at = i;
    cell.n = n;
    cell.row = row;
    row.painted.push(cell);
    parts.append(cell);
    at += len;
    i += n;
  }
  row.replaceChildren(parts);
}

function unpaint(row) {
  if (!row.painted || (now && now.row === row)
      || !document.getSelection().isCollapsed)
    return;
  row.textContent = row.textContent;
  row.painted = null;
}

function name(byte) {
  if (byte === 32)
    return "\u2423";
  if (byte < 32)
    return String.fromCharCode(0x2400 + byte);
  return byte > 32 && byte < 127 ? String.fromCharCode(byte)
    : "\\x" + byte.toString(16).padStart(2, "0");
}

function add(parent, kind, text, className) {
  const e = document.createElement(kind);
  e.textContent = text;
  if (className)
    e.className = className;
  parent.append(e);
  return e;
}

/* The patch around byte i, within its line: first byte and the one behind. */
function patchOf(row, i) {
  let from = i, to = i + 1;
  while (from > 0 && !starts(row, from))
    from--;
  while (to < bytesOf(row) && !starts(row, to))
    to++;
  return [from, to];
}

function percent(q) {
  const p = 100 * 2 ** (-q / 16);
  return (p >= 10 ? p.toFixed(0) : p >= 0.1 ? p.toFixed(1) : "<0.1") + " %";
}

function tell(cell) {
  const row = cell.row, base = Number(row.dataset.o);
  const [from, to] = patchOf(row, cell.at);
  const inside = row.painted.filter((c) => c.at + c.n > from && c.at < to);
  const box = document.createDocumentFragment();
  let bits = 0;
  for (let i = from; i < to; i++) {
    const q = record(row, i).charCodeAt(2);
    bits += q === 255 ? NaN : q > 0 ? (q + 0.5) / 10 : 0;
  }
  lit.forEach((c) => c.classList.remove("o", "c"));
  lit = main.dataset.patches === "1" ? inside : [cell];
  if (main.dataset.patches === "1") {
    const p = add(box, "p", "Patch ");
    lit.forEach((c) => c.classList.add("o"));
    add(p, "code", inside.map((c) => c.textContent).join(""));
    p.append((to - from > 1 ? `, bytes ${base + from} to ${base + to - 1}`
              : `, byte ${base + from}`) +
             (bits === bits ? `, ${bits.toFixed(1)} bits` : ""));
  }
  cell.classList.add("c");
  const table = add(box, "table", ""), head = add(table, "tr", "");
  ["byte", "offset", "entropy", "surprisal"].forEach((t) =>
    add(head, "th", t).scope = "col");
  if (guesses) {
    const th = add(head, "th", "likeliest");
    th.scope = "col";
    th.colSpan = 3;
  }
  for (let i = cell.at; i < cell.at + cell.n; i++) {
    const r = record(row, i), tr = add(table, "tr", "");
    const entropy = r.charCodeAt(1) & 127, surprisal = r.charCodeAt(2);
    const byte = r.charCodeAt(0);
    add(tr, "td", name(byte) + " " + byte.toString(16).padStart(2, "0"));
    add(tr, "td", base + i);
    add(tr, "td", entropy < 127 ? (entropy / 15).toFixed(1) + " bits" : "?");
    add(tr, "td", surprisal < 254 ? (surprisal / 10).toFixed(1) + " bits"
        : surprisal === 254 ? "25 bits or more" : "?");
    for (let k = 3; guesses && k < 9; k += 2)
      add(tr, "td", name(r.charCodeAt(k)) + " " +
          percent(r.charCodeAt(k + 1)), "g");
  }
  panel.replaceChildren(box);
  now = cell;
}

/* The cell n further on, in other lines if need be. */
function step(cell, n) {
  let row = cell.row, k = row.painted.indexOf(cell) + n;
  while (k < 0 || k >= row.painted.length) {
    const next = rows[lines.get(row) + (k < 0 ? -1 : 1)];
    if (!next)
      return cell;
    paint(next);
    k = k < 0 ? next.painted.length - 1 : 0;
    row = next;
  }
  return row.painted[k];
}

function first() {
  const row = rows.find((r) => r.getBoundingClientRect().bottom > 0)
    || rows[0];
  paint(row);
  return row.painted[0];
}

/* Walks until the test holds; the start again if it never does. */
function seek(cell, n, test) {
  for (let c = cell, k = 0; k < 1e5; k++) {
    const next = step(c, n);
    if (next === c)
      return cell;
    c = next;
    if (test(c))
      return c;
  }
  return cell;
}

function hot(cell) {
  return level(cell.row, cell.at, cell.n) >= 7;
}

main.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !rows.length)
    return;
  const from = now || first();
  const begins = (c) => c.classList.contains("s");
  const moves = {
    ArrowRight: () => now ? step(from, 1) : from,
    ArrowLeft: () => now ? step(from, -1) : from,
    n: () => seek(from, 1, begins), p: () => seek(from, -1, begins),
    s: () => seek(from, 1, hot), S: () => seek(from, -1, hot)
  };
  if (!Object.hasOwn(moves, event.key))
    return;
  event.preventDefault();
  pinned = true;
  tell(moves[event.key]());
  now.scrollIntoView({ block: "nearest" });
});
main.addEventListener("mouseover", (event) => {
  if (!pinned && event.target.row)
    tell(event.target);
});
main.addEventListener("click", (event) => {
  pinned = Boolean(event.target.row) && !(pinned && now === event.target);
  if (pinned)
    tell(event.target);
});

const near = new IntersectionObserver((entries) => {
  for (const e of entries)
    (e.isIntersecting ? paint : unpaint)(e.target);
}, { rootMargin: "600px" });
rows.forEach((row) => near.observe(row));
