# Prints NAME FILE:LINE for each struct, union and enum tag and each typedef
# that is defined at the left margin.  `typedef struct x { ... } x;' is one.
{
    line = $0
    sub(/[ \t]*\/\*.*/, "", line)
}
line ~ /^(typedef )?(struct|union|enum) [A-Za-z0-9_]+ \{/ {
    split(line, word, " ")
    tag = word[word[1] == "typedef" ? 3 : 2]
    print tag, FILENAME ":" FNR
}
line ~ /^typedef .*\{/ { inside = 1 }
line ~ /^typedef [^{]*;$/ {
    name = line
    sub(/[;([].*/, "", name)
    sub(/.*[ *]/, "", name)
    # typedef struct x x; declares a type that is defined elsewhere
    if (line != "typedef struct " name " " name ";")
        print name, FILENAME ":" FNR
}
line ~ /^\} [A-Za-z0-9_]+;/ && inside {
    name = line
    sub(/^\} /, "", name)
    sub(/;.*/, "", name)
    if (name != tag) print name, FILENAME ":" FNR
}
/^\}/ { inside = 0; tag = "" }
