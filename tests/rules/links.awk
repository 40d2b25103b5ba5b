# Reads `nm -A -g' of objects whose names are FOLDER/FILE, folders in the order
# given by -v order="base text ...".  Prints
#   back FROM -> TO (SYMBOL)     a reference to a later folder
#   cycle FILE FILE...           files of one folder that need each other
#   links N                      how many references between files there are
{
    file = $1
    sub(/:.*/, "", file)
    type = $(NF - 1)
    if (type == "U") use[++uses] = file SUBSEP $NF
    else if (type ~ /[A-Z]/) home[$NF] = file
    files[file] = 1
}
END {
    n = split(order, room, " ")
    for (i = 1; i <= n; i++) rank[room[i]] = i
    for (i = 1; i <= uses; i++) {
        split(use[i], part, SUBSEP)
        from = part[1]
        if (!(part[2] in home)) continue
        to = home[part[2]]
        if (from == to) continue
        links++
        if (rank[folder(from)] < rank[folder(to)])
            print "back", from, "->", to, "(" part[2] ")"
        else if (folder(from) == folder(to) && !((from, to) in edge)) {
            edge[from, to] = 1
            next_of[from, ++degree[from]] = to
        }
    }
    for (file in files)
        if (!(file in order_of)) visit(file)
    print "links", links + 0
}
function folder(file) { sub(/\/[^\/]*$/, "", file); return file }
# Tarjan's strongly connected components.
function visit(v,   i, w, members, count) {
    order_of[v] = low[v] = ++visited
    stack[++depth] = v
    on[v] = 1
    for (i = 1; i <= degree[v]; i++) {
        w = next_of[v, i]
        if (!(w in order_of)) {
            visit(w)
            if (low[w] < low[v]) low[v] = low[w]
        } else if (on[w] && order_of[w] < low[v]) low[v] = order_of[w]
    }
    if (low[v] != order_of[v]) return
    do {
        w = stack[depth--]
        on[w] = 0
        members = members " " w
        count++
    } while (w != v)
    if (count > 1) print "cycle" members
}
