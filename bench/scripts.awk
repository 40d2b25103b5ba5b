# The rows of `blt-entropy --by=script FILE...`, summed over documents, as a
# table.  Files are named LANGUAGE.SOURCE.txt; a language is counted under a
# script if at least a tenth of its bytes is in it.
BEGIN { FS = "\t" }
/^#program/ && match($0, /model=[^ ]*/) {
    model = substr($0, RSTART + 6, RLENGTH - 6)
}
/^#document/ {
    name = substr($0, 11)
    sub(/.*\//, "", name)
    sub(/\..*/, "", name)
}
/^[0-9]/ {
    bytes[$6] += $2
    bits[$6] += $3
    if ($5 != "-" && $5 > 0) chars[$6] += $3 / $5
    part[$6, name] += $2
    whole_of[name] += $2
}
/^#end/ { whole = 1 }
END {
    if (!whole) {
        print "scripts.awk: the stream was cut short" > "/dev/stderr"
        exit 2
    }
    for (key in part) {
        split(key, k, SUBSEP)
        if (10 * part[key] >= whole_of[k[2]]) languages[k[1]]++
    }
    print "Model `" model "`.\n"
    print "| script | languages | bytes | characters | bits per byte |" \
        " bits per character |"
    print "|---|--:|--:|--:|--:|--:|"
    for (s in bytes) {
        if (s ~ /^(Common|Unknown|invalid)$/) continue
        t = s
        gsub(/_/, " ", t)
        printf "| %s | %d | %d | %d | %.2f | %.2f |\n", t, languages[s],
            bytes[s], chars[s], bits[s] / bytes[s], bits[s] / chars[s] \
            | "sort -t '|' -k 4,4nr"
    }
    close("sort -t '|' -k 4,4nr")
    for (s in bytes) {
        all += bytes[s]; characters += chars[s]; total += bits[s]
    }
    printf "| all | | %d | %d | %.2f | %.2f |\n", all, characters,
        total / all, total / characters
}
