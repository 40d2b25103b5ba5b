#!/usr/bin/awk -f
# Draws an entropy stream as an SVG picture: a bar a byte, the threshold, and
# a line where a patch begins.  What commands exchange is text, so this is all
# that it takes:
#
#     echo -n 'Some words' | blt-entropy | awk -f entropy-svg.awk -v t=3.8
#
# t is the threshold in bits (blt-model info prints the model's).  Bytes of
# one character share its label, under the first of them.

function label(s) {
    gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s)
    if (s == " ") return "&#x2423;"
    return s
}
BEGIN { FS = "\t"; W = 14; H = 150; TOP = 14; LEFT = 34; n = 0 }
/^#/ { next }
{
    e[n] = $2
    start[n] = n == 0 || $2 > t
    c[n] = $4
    n++
}
END {
    w = LEFT + n * W + 10; scale = H / 8
    printf "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' " \
        "font-family='monospace' font-size='13'>\n", w, TOP + H + 34
    print "<style>text{fill:#222}.bar{fill:#4a7ab5}.cut{stroke:#c33}" \
        ".t{stroke:#888;stroke-dasharray:4 3}rect.bg{fill:#fff}" \
        "@media(prefers-color-scheme:dark){text{fill:#ddd}rect.bg{fill:#16181c}}" \
        "</style>"
    printf "<rect class='bg' width='%d' height='%d'/>\n", w, TOP + H + 34
    for (b = 0; b <= 8; b += 2)
        printf "<text x='%d' y='%.1f' text-anchor='end' font-size='10'>%d" \
            "</text>\n", LEFT - 6, TOP + H - b * scale + 3, b
    for (i = 0; i < n; i++) {
        x = LEFT + i * W; h = e[i] * scale
        printf "<rect class='bar' x='%d' y='%.1f' width='%d' height='%.1f'/>" \
            "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>\n",
            x + 2, TOP + H - h, W - 4, h, x + W / 2, TOP + H + 16, label(c[i])
        if (start[i])
            printf "<line class='cut' x1='%d' x2='%d' y1='%d' y2='%d'/>\n",
                x, x, TOP, TOP + H + 20
    }
    if (t != "")
        printf "<line class='t' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>\n",
            LEFT, LEFT + n * W, TOP + H - t * scale, TOP + H - t * scale
    printf "<text x='%d' y='%d' font-size='10'>bits of entropy before each " \
        "byte; red: a patch begins</text>\n</svg>\n", LEFT, TOP + H + 31
}
