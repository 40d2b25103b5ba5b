#!/bin/sh
# blt-train under mpiexec: however many ranks share a batch, whoever is
# killed, the weights are those of one; and what goes wrong on one rank ends
# all of them, with its reason.
. "$top_srcdir/tests/lib/tap.sh"

recipe=$top_srcdir/share/recipes/tiny.recipe
mkdir "$T/text" "$T/valid"
awk 'BEGIN {
    srand(1)
    n = split("the of and a to in is you that it he was for on are as with " \
              "his they at be this have from or one had by word but", w)
    for (p = 0; p < 300; p++) {
        s = ""
        for (i = 0; i < 30; i++) s = s w[1 + int(rand() * n)] " "
        print s "\n" > (ARGV[1] (p % 5 == 0 ? "/valid/en.x.txt" \
            : p % 5 == 1 ? "/text/de.y.txt" : "/text/en.x.txt"))
    }
}' "$T" </dev/null

if [ -z "${MPIEXEC:-}" ]; then
    fails 2 "under a launcher but built without MPI" env OMPI_COMM_WORLD_SIZE=2 \
        blt-train --recipe="$recipe" --data="$T/text" --out="$T/none"
    grep -q 'without MPI' "$T/err"; ok "it says so"
    skip "the rest: configured without --with-mpi"
    done_testing
    exit 0
fi

# Open MPI in a container: root, fewer cores than ranks, no tracing of one
# process by another (which its shared memory would use), and nobody shall
# spin.  Other MPIs take no notice.  The leaks of an MPI are its own.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 \
    OMPI_MCA_rmaps_base_oversubscribe=1 \
    OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_btl=self,vader \
    OMPI_MCA_btl_vader_single_copy_mechanism=none OMPI_MCA_pml=ob1 \
    OMPI_MCA_mpi_yield_when_idle=1 OMPI_MCA_plm_rsh_agent=sh \
    ASAN_OPTIONS=detect_leaks=0 BLT_THREADS=1

# A rank that says which process it is.
cat >"$T/rank" <<'END'
#!/bin/sh
echo $$ >"${0%/*}/pid.${OMPI_COMM_WORLD_RANK:-${PMI_RANK:-0}}"
exec blt-train --valid="${0%/*}/valid" "$@"
END
chmod +x "$T/rank"
ranks() {       # ranks N RECIPE OUT [OPTION]...
    n=$1 r=$2 o=$3
    shift 3
    timeout -k 5 300 "$MPIEXEC" -n "$n" "$T/rank" --recipe="$r" \
        --data="$T/text" --out="$T/$o" "$@" 2>"$T/err"
}
alone() {
    r=$1 o=$2
    shift 2
    blt-train --recipe="$r" --data="$T/text" --valid="$T/valid" \
        --out="$T/$o" "$@" 2>"$T/err"
}
same() {        # same ONE OTHER NAME
    cmp "$T/$1/model/model.safetensors" "$T/$2/model/model.safetensors" \
        2>"$T/err"
    ok "$3: the same weights"
    cut -f 1-7 "$T/$1/train.log" >"$T/a"
    cut -f 1-7 "$T/$2/train.log" >"$T/b"
    cmp "$T/a" "$T/b" 2>"$T/err"; ok "and the same log, times apart"
}

# ---- the same bits
alone "$recipe" one -j2; ok "one rank"
ranks 2 "$recipe" two; ok "two ranks"
[ ! -s "$T/err" ]; ok "without a word"
same one two "two ranks"
is "$(ls "$T/two")" "$(ls "$T/one")" "and the same files"

# Four shards, whose order of adding can be seen; Muon, whose matrices are
# dealt out; a checkpoint after every step, so that a kill hits one.
sed 's/^shards = 2/shards = 4/; s/^batch = 4/batch = 7/
    s/^steps = 20/steps = 60/; s/^checkpoint_steps = 5/checkpoint_steps = 1/
    s/^\[main\]/&\noptimizer = muon/' "$recipe" >"$T/four.recipe"
alone "$T/four.recipe" whole -j3; ok "one rank with four shards"
ranks 4 "$T/four.recipe" quarters; ok "four ranks"
same whole quarters "four ranks"

# ---- stopped, killed, and taken up by any number
wait_for() {    # at most half a minute, for a file to appear
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ -s "$1" ] && return 0
        sleep 1.5
    done
    return 1
}
ranks 2 "$T/four.recipe" parts --stop-after=7; ok "two stop after seven steps"
is "$(grep -c 'step 7 of 60.* goes on' "$T/err")" 1 "one of them says so"
rm -f "$T"/pid.*
ranks 2 "$T/four.recipe" parts &
job=$!
sleep 0.5; wait_for "$T/pid.1"; sleep 0.5
kill -9 "$(cat "$T/pid.1")" 2>/dev/null
wait $job
ranks 2 "$T/four.recipe" parts --stop-after=50
ranks 4 "$T/four.recipe" parts --stop-after=20
alone "$T/four.recipe" parts; ok "killed, resumed by two, by four and by one"
same whole parts "in parts"

sed 's/^steps = 60/steps = 100000/' "$T/four.recipe" >"$T/long.recipe"
rm -f "$T"/pid.*
ranks 2 "$T/long.recipe" long &
job=$!
wait_for "$T/long/checkpoint.safetensors"; ok "a long run is at work"
kill -9 "$(cat "$T/pid.1")"
wait $job
status=$?
[ $status -ne 0 ] && [ $status -ne 124 ]
ok "one rank killed: the other does not wait for it ($status)"
for i in 1 2 3 4 5 6 7 8 9 10; do   # nobody may be there to bury it
    case $(ps -o stat= -p "$(cat "$T/pid.0")") in
    ''|Z*) break ;;
    esac
    sleep 1
done
[ "$i" -lt 10 ]; ok "nor stay behind"

rm -f "$T"/pid.* "$T/long/checkpoint.safetensors"
ranks 2 "$T/long.recipe" long &
job=$!
wait_for "$T/long/checkpoint.safetensors"; ok "and is again"
kill -TERM "$(cat "$T/pid.1")"
wait $job
status=$?
[ $status -ne 124 ]; ok "SIGTERM to one ends both ($status)"
grep -q 'goes on' "$T/err"; ok "after the step, with a checkpoint"

# ---- what goes wrong on one
# refused NAME PATTERN [what rank 0 gets]... : [what rank 1 gets]...
refused() {
    name=$1 pattern=$2
    shift 2
    timeout -k 5 300 "$MPIEXEC" -n 1 "$T/rank" "$@" >"$T/out" 2>"$T/err"
    status=$?
    [ $status -ne 0 ] && [ $status -ne 124 ]; ok "$name: all end ($status)"
    is "$(grep -c '^blt-train: ' "$T/err")" 1 "one of them says why"
    grep -q -e "$pattern" "$T/err"; ok "it names what differs"
}
rest="-n 1 $T/rank"
sed 's/^batch = 7/batch = 8/' "$T/four.recipe" >"$T/eight.recipe"
refused "another recipe" 'rank 1: .*"batch = 8" where rank 0 has "batch = 7"' \
    --recipe="$T/four.recipe" --data="$T/text" --out="$T/x" : \
    $rest --recipe="$T/eight.recipe" --data="$T/text" --out="$T/x"
refused "other data" 'rank 1: .*"data = .* where rank 0 has "data = ' \
    --recipe="$T/four.recipe" --data="$T/text" --out="$T/x" : \
    $rest --recipe="$T/four.recipe" --data="$T/valid" --out="$T/x"
refused "no data" 'rank 1: .*/nothing: ' \
    --recipe="$T/four.recipe" --data="$T/text" --out="$T/x" : \
    $rest --recipe="$T/four.recipe" --data="$T/nothing" --out="$T/x"
refused "another directory" 'rank 1: .*shared file system' \
    --recipe="$T/long.recipe" --data="$T/text" --out="$T/long" : \
    $rest --recipe="$T/long.recipe" --data="$T/text" --out="$T/x"
refused "an output that is a file" "$recipe" \
    --recipe="$recipe" --data="$T/text" --out="$recipe" : \
    $rest --recipe="$recipe" --data="$T/text" --out="$recipe"
ranks 3 "$T/four.recipe" x; status=$?
[ $status -ne 0 ] && [ $status -ne 124 ]; ok "three ranks for four shards"
grep -q '3 ranks cannot share 4 shards' "$T/err"; ok "it says so"
done_testing
