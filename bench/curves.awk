#!/usr/bin/awk -f
# Draws how models learned, or what they cost and reach, as an SVG picture
# that stands alone, on light and on dark pages.
#
#     awk -f curves.awk [-v KEY=VALUE]... [label=NAME] train.log ... >x.svg
#
# A curve a log of blt-train: bits per byte of validation text over what was
# spent.  A log is called after its folder, or by label=NAME before it; one that
# is called as one before goes on where that ended.
#     x=flops|bytes|steps  what was spent (default flops: of the model, as the
#                          log has them, summed from the stage's beginning)
#     stage=main|entropy   whose rows (default main)
#
#     awk -f curves.awk -v mode=scatter [-v KEY=VALUE]... FILE ... >x.svg
#
# A point a line: label, FLOPs a byte (or what xlabel=TEXT calls it), bits a
# byte, and optionally a series, whose points are joined; separated by tabs, #
# begins a comment.
#
# Both: title=TEXT, logx=1 for a logarithmic x axis, ymin=, ymax=.

function esc(s) {
    gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); gsub(/>/, "\\&gt;", s)
    return s
}
function num(x,  s) {               # 0.5, 12, 3000: no zeros at the end
    s = sprintf("%.4f", x)
    sub(/0+$/, "", s); sub(/\.$/, "", s)
    return s
}
function name_of(file,  part, n) {
    n = split(file, part, "/")
    if (part[n] == "train.log") return n > 1 ? part[n - 1] : "train.log"
    sub(/\.[a-z]+$/, "", part[n])
    return part[n]
}
function series(name) {
    if (!(name in index_of)) { title_of[++runs] = name; index_of[name] = runs }
    return index_of[name]
}
function point(r, px, py, text) {
    i = ++count[r]; X[r, i] = px; Y[r, i] = py; T[r, i] = text
}
function ln10(v) { return log(v) / log(10) }
function sx(v) {
    if (logx) return LEFT + W * (ln10(v) - ln10(x0)) / (ln10(x1) - ln10(x0))
    return LEFT + W * (v - x0) / (x1 - x0)
}
function sy(v) { return TOP + H * (y1 - v) / (y1 - y0) }
function nice(span, want,  raw, e) {    # 1, 2 or 5 times a power of ten
    raw = span / want; e = 10 ^ int(ln10(raw) - (raw < 1))
    return raw / e > 5 ? 10 * e : raw / e > 2 ? 5 * e : raw / e > 1 ? 2 * e : e
}
function unit_of(max,  k) {
    for (k = 0; max >= 1000 * 1000 ^ k && k < 6; k++) continue
    scale = 1000 ^ k
    return substr(" kMGTPE", k + 1, 1)
}
function xtick(v) {
    printf "<line class='g' x1='%.1f' x2='%.1f' y1='%d' y2='%d'/>" \
        "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>\n", sx(v),
        sx(v), TOP, TOP + H, sx(v), TOP + H + 18, num(v / scale)
}
function axes(  v, e, m, step, unit) {
    unit = unit_of(x1)
    if (logx) {
        step = ln10(x1 / x0) > 3 ? 1 : 2    # decades, or 1 2 5 of each
        for (e = -3; e < 25; e++)
            for (m = 1; m < 10; m = m == 1 && step == 2 ? 2 : m == 2 ? 5 : 10) {
                v = m * 10 ^ e
                if (v >= x0 * 0.999 && v <= x1 * 1.001) xtick(v)
            }
    } else {
        step = nice(x1 - x0, 6)
        for (v = step * int(x0 / step); v <= x1 * 1.001; v += step)
            if (v >= x0) xtick(v)
    }
    step = nice(y1 - y0, 6)
    for (v = step * int(y0 / step); v <= y1 + step / 100; v += step)
        if (v >= y0 - step / 100)
            printf "<line class='g' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>" \
                "<text x='%d' y='%.1f' text-anchor='end'>%s</text>\n", LEFT,
                LEFT + W, sy(v), sy(v), LEFT - 8, sy(v) + 4, num(v)
    printf "<text class='a' x='%.1f' y='%d' text-anchor='middle'>%s</text>\n",
        LEFT + W / 2, TOP + H + 42, esc(xlabel != "" ? xlabel : xname[x] \
        (x == "steps" ? (scale > 1 ? ", thousands" : "") \
         : ", " unit xunit[x]) (logx ? " (logarithmic)" : ""))
    printf "<text class='a' x='18' y='%.1f' text-anchor='middle' " \
        "transform='rotate(-90 18 %.1f)'>%s</text>\n", TOP + H / 2,
        TOP + H / 2, mode == "scatter" ? "bits per byte" \
                                       : "bits per byte, validation"
}
# Labels at the right ends of curves, moved apart so that none hides another.
function beside(a, b,  d) {
    d = sx(X[a, count[a]]) - sx(X[b, count[b]])
    return d < 130 && d > -130
}
function end_labels(  r, k, j, t, order, at) {
    for (r = 1; r <= runs; r++) {
        at[r] = sy(Y[r, count[r]])
        for (k = r; k > 1 && at[order[k - 1]] > at[r]; k--)
            order[k] = order[k - 1]
        order[k] = r
    }
    for (k = 1; k <= runs; k++)         # downwards
        for (j = 1; j < k; j++)
            if (beside(order[k], order[j]) \
                && at[order[k]] < at[order[j]] + 15)
                at[order[k]] = at[order[j]] + 15
    for (k = runs; k >= 1; k--) {       # and back up, what fell out below
        t = TOP + H + 4
        for (j = k + 1; j <= runs; j++)
            if (beside(order[k], order[j]) && at[order[j]] - 15 < t)
                t = at[order[j]] - 15
        if (at[order[k]] > t) at[order[k]] = t
    }
    for (r = 1; r <= runs; r++)
        printf "<circle class='c%d' cx='%.1f' cy='%.1f' r='3'/>" \
            "<text class='l c%d' x='%.1f' y='%.1f'>%s %.3f</text>\n",
            (r - 1) % 8, sx(X[r, count[r]]), sy(Y[r, count[r]]), (r - 1) % 8,
            sx(X[r, count[r]]) + 8, at[r] + 4, esc(title_of[r]),
            Y[r, count[r]]
}
function curve(r,  i) {
    printf "<polyline class='s%d' clip-path='url(#p)' points='", (r - 1) % 8
    for (i = 1; i <= count[r]; i++)
        printf "%s%.1f,%.1f", (i > 1 ? " " : ""), sx(X[r, i]), sy(Y[r, i])
    print "'/>"
}

BEGIN {
    FS = "\t"
    if (mode == "") mode = "curves"
    if (stage == "") stage = "main"
    if (x == "") x = "flops"
    LEFT = 64; TOP = 46; W = 560; H = 330; RIGHT = 156; BOTTOM = 58
    xname["flops"] = mode == "scatter" ? "to read a byte" : "spent on training"
    xname["bytes"] = "bytes of text seen"; xname["steps"] = "steps"
    xunit["flops"] = "FLOP"; xunit["bytes"] = "B"
    if (!(x in xname)) { print "x=" x "?" >"/dev/stderr"; bad = 1; exit 2 }
}
mode == "scatter" {
    if ($0 !~ /^#/ && NF >= 3) point(series($4), $2 + 0, $3 + 0, $1)
    next
}
FNR == 1 {
    run = label != "" ? label : name_of(FILENAME)
    label = ""; spent = spent_by[run]; last = 0
    bytes_before = bytes_by[run]; steps_before = steps_by[run]
    for (k in col) delete col[k]
    for (k = 1; k <= NF; k++) col[$k] = k
    if (!("valid" in col) || !("bytes_per_second" in col)) {
        print FILENAME ": not a log of blt-train" >"/dev/stderr"
        bad = 1; exit 2
    }
    next
}
$col["stage"] == stage && $col["bytes_per_second"] > 0 {
    # Rates are of the same stretch: their ratio is the work a byte.
    spent += ($col["bytes"] - last) * $col["flops_per_second"] \
        / $col["bytes_per_second"]
    last = $col["bytes"]
    spent_by[run] = spent
    bytes_by[run] = bytes_before + $col["bytes"]
    steps_by[run] = steps_before + $col["step"]
    if ($col["valid"] != "-")
        point(series(run), x == "bytes" ? bytes_by[run] \
              : x == "steps" ? steps_by[run] : spent, $col["valid"] + 0, "")
}
END {
    if (bad) exit 2
    for (r = 1; r <= runs; r++)
        for (i = 1; i <= count[r]; i++) {
            n++
            if (n == 1 || X[r, i] < x0) x0 = X[r, i]
            if (n == 1 || X[r, i] > x1) x1 = X[r, i]
            if (n == 1 || Y[r, i] < y0) y0 = Y[r, i]
        }
    if (n == 0) { print "nothing to draw" >"/dev/stderr"; exit 2 }
    # The first steps reach far up; they would flatten what matters.
    for (r = 1; r <= runs; r++)
        for (i = 1; i <= count[r]; i++)
            if ((mode == "scatter" || i == count[r] || X[r, i] > x1 / 40) \
                && Y[r, i] > y1) y1 = Y[r, i]
    if (y1 <= y0) y1 = y0 + 0.1
    pad = (y1 - y0) * (mode == "scatter" ? 0.12 : 0.05)
    y0 -= pad; y1 += pad
    if (ymin != "") y0 = ymin + 0
    if (ymax != "") y1 = ymax + 0
    if (mode == "scatter") {
        if (logx) { x0 /= 1.25; x1 *= 1.25 }
        else { x0 = 0; x1 *= 1.08 }
    } else if (!logx) x0 = 0
    if (x1 <= x0) { x1 = x0 * 2; if (logx) x0 /= 2 }

    w = LEFT + W + RIGHT; h = TOP + H + BOTTOM
    printf "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' " \
        "viewBox='0 0 %d %d' font-family='system-ui,sans-serif' " \
        "font-size='12' role='img'>\n", w, h, w, h
    print "<style>text{fill:#444}.a{fill:#222}.h{fill:#111;font-size:16px;" \
        "font-weight:600}.bg{fill:#fff}.g{stroke:#e4e4e7}polyline{fill:none;" \
        "stroke-width:2;stroke-linejoin:round}.l{font-weight:600}"
    split("#2563a8 #c2410c #15803d #9333ea #b45309 #0e7490 #be185d #52525b",
        light, " ")
    split("#6ea8e6 #f4915c #5cc98a #c79bf2 #e0b23c #4fc3d9 #f07fb2 #a6a6b0",
        dark, " ")
    for (k = 0; k < 8; k++)
        printf ".s%d{stroke:%s}.c%d{fill:%s}", k, light[k + 1], k, light[k + 1]
    printf "\n@media(prefers-color-scheme:dark){text{fill:#bbb}.a{fill:#ddd}" \
        ".h{fill:#eee}.bg{fill:#16181c}.g{stroke:#2c2f36}"
    for (k = 0; k < 8; k++)
        printf ".s%d{stroke:%s}.c%d{fill:%s}", k, dark[k + 1], k, dark[k + 1]
    print "}</style>"
    printf "<clipPath id='p'><rect x='%d' y='%d' width='%d' height='%d'/>" \
        "</clipPath>\n<rect class='bg' width='%d' height='%d'/>\n", LEFT, TOP,
        W, H, w, h
    if (title == "")
        title = mode == "scatter" ? "What a byte costs, and what it buys" \
                                  : "Learning curves"
    printf "<title>%s</title><text class='h' x='%d' y='28'>%s</text>\n",
        esc(title), LEFT, esc(title)
    axes()
    for (r = 1; r <= runs; r++) {
        if (mode != "scatter" || title_of[r] != "") curve(r)
        if (mode == "scatter" && title_of[r] != "")
            printf "<text class='l c%d' x='%d' y='%d' " \
                "text-anchor='end'>%s</text>\n", (r - 1) % 8, LEFT + W - 8,
                TOP + 16 * r, esc(title_of[r])
        for (i = 1; mode == "scatter" && i <= count[r]; i++)
            printf "<circle class='c%d' cx='%.1f' cy='%.1f' r='4.5'/>" \
                "<text class='l c%d' x='%.1f' y='%.1f'>%s</text>\n",
                (r - 1) % 8, sx(X[r, i]), sy(Y[r, i]), (r - 1) % 8,
                sx(X[r, i]) + 8, sy(Y[r, i]) - 6, esc(T[r, i])
    }
    if (mode != "scatter") end_labels()
    print "</svg>"
}
