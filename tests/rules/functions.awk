# Prints FILE:LINE: NAME LINES PARAMETERS of each function in C whose name is
# at the left margin.  The lines are those from the name to the closing brace.
FNR == 1 { name = "" }
/^[A-Za-z_][A-Za-z0-9_]*\(/ && !/;[ \t]*$/ {
    name = $0
    sub(/\(.*/, "", name)
    start = FNR
    head = ""
    open = 0
}
name != "" && !open { head = head " " $0 }
name != "" && /^\{/ {
    open = 1
    parameters = count(head)
}
name != "" && !open && /;[ \t]*$/ { name = "" }         # a declaration
name != "" && open && /^\}/ {
    print FILENAME ":" start ": " name, FNR - start + 1, parameters
    name = ""
}
# Commas that are in no inner parentheses, and one more.
function count(text,   i, c, depth, n) {
    if (text ~ /\( *(void)? *\) *\{/) return 0
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "(") depth++
        else if (c == ")") depth--
        else if (c == "," && depth == 1) n++
    }
    return n + 1
}
