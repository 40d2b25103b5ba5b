#!/usr/bin/awk -f
# A table of experiments from list.tsv and their logs, in Markdown:
#     awk -f table.awk list.tsv logs/*.log
# A log is called NAME.log.  train: bits per byte over the last span of the
# log, the same text for runs of one batch and length; valid: at the end.
BEGIN { FS = "\t" }
FILENAME ~ /\.tsv$/ {
    if ($0 !~ /^#/) {
        order[++n] = $1; changes[$1] = $2 }
    next
}
FNR == 1 {
    name = FILENAME; sub(/.*\//, "", name); sub(/\.log$/, "", name)
    flops[name] = before = 0
    next
}
$1 == "main" {
    flops[name] += ($3 - before) / $8 * $10; before = $3
    bytes[name] = $3; train[name] = $4; valid[name] = $5; steps[name] = $2
}
END {
    print "| run | changed | steps | MB | TFLOP | train | valid |"
    print "|---|---|---:|---:|---:|---:|---:|"
    for (i = 1; i <= n; i++) {
        k = order[i]
        if (!(k in bytes))
            continue
        c = changes[k]; gsub(/ /, ", ", c)
        printf "| %s | %s | %d | %.2f | %.1f | %.3f | %.3f |\n", k,
            c == "-" ? "nothing" : "`" c "`", steps[k], bytes[k] / 1e6,
            flops[k] / 1e12, train[k], valid[k]
    }
}
