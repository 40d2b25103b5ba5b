#!/bin/sh
# What --secrets finds: precision and recall among the first 20 and 40 tokens
# on files with planted secrets, next to rules of other tools, and how many
# tokens it lists of files that have no secrets.
#
#     bench/secrets.sh [-m MODEL] [-s TEXT TRUTH] [CLEAN]...
#
# Run in the build tree, or with the commands in $PATH; needs perl.  The
# planted file is made from lines of this source tree, with 20 secrets and 12
# tokens that only look like some.  -s adds another one: TRUTH is JSON, a list
# of [name, from, to, token].  CLEAN: files without secrets.
#
# The other rules, as published: Shannon entropy of runs of at least 20 letters,
# digits and +/=_- (most first); truffleHog 2: runs of 20 of base64 above 4.5
# bits or of hex above 3; detect-secrets: quoted strings of base64 from 4.5 bits
# or of hex from 3; gitleaks: its generic rule, a value of 10 to 150 characters
# assigned to a name such as key, token or password, from 3.5 bits.
set -e
PATH=$PWD/bin:$PATH
LC_ALL=C
export PATH LC_ALL
src=$(cd "$(dirname "$0")/.." && pwd)
text='' truth=''
while getopts m:s: o; do
    case $o in
    m) BLT_MODEL=$OPTARG; export BLT_MODEL ;;
    s) text=$OPTARG
        eval "truth=\$$OPTIND"
        OPTIND=$((OPTIND + 1)) ;;
    *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# ---- the planted file

{ head -n 170 "$src/configure.ac"; sed -n '20,170p' "$src/bin/blt-entropy.c"
    sed -n '1,150p' "$src/quickstart"; head -n 130 "$src/share/python/blt.py"
} >"$dir/carrier"
perl -e '
    my $seed = 77;
    sub rnd { $seed = ($seed * 16807) % 2147483647; int($seed / 2147483647 * $_[0]) }
    sub any { my ($n, $set) = @_; join "", map { substr $set, rnd(length $set), 1 } 1 .. $n }
    my ($hex, $up, $low) = ("0123456789abcdef", join("", "A" .. "Z", 0 .. 9), join("", "a" .. "z", 0 .. 9));
    my $b = join("", "A" .. "Z", "a" .. "z", 0 .. 9);
    sub uuid { join "-", map { any($_, $hex) } 8, 4, 4, 4, 12 }
    my @secret = (               # name, before, token, after
        ["aws id", "aws_access_key_id = ", "AKIA" . any(16, $up), ""],
        ["aws secret", "AWS_SECRET_ACCESS_KEY=", any(40, "$b+/"), ""],
        ["github", "git clone https://x-access-token:", "ghp_" . any(36, $b), "\@github.com/acme/app.git"],
        ["gitlab", "PRIVATE-TOKEN: ", "glpat-" . any(20, "$b-_"), ""],
        ["npm", "//registry.npmjs.org/:_authToken=", "npm_" . any(36, $b), ""],
        ["hex 32", "  api_key: ", any(32, $hex), ""],
        ["hex 64", "session_secret = \"", any(64, $hex), "\""],
        ["uuid", "client_secret: ", uuid(), ""],
        ["password", "db_password = \"", any(14, "$b!#%&*?"), "\""],
        ["password 10", "    password: ", any(10, "$b"), ""],
        ["url password", "postgres://app:", any(16, $b), "\@db.internal:5432/app"],
        ["bearer", "curl -H \"Authorization: Bearer ", any(43, "$b-_"), "\" https://api.example.org"],
        ["basic", "Authorization: Basic ", any(32, $b) . "==", ""],
        ["slack", "https://hooks.slack.com/services/T0" . any(8, $up) . "/B0" . any(8, $up) . "/", any(24, $b), ""],
        ["sendgrid", "SENDGRID = \047", "SG." . any(22, "$b-_") . "." . any(43, "$b-_"), "\047"],
        ["openai", "openai.key=", "sk-proj-" . any(48, "$b-_"), ""],
        ["jwt", "token=\"", "eyJ" . any(33, $b) . "." . any(60, "$b-_") . "." . any(43, "$b-_"), "\""],
        ["azure", "AccountKey=", any(86, "$b+/") . "==", ";"],
        ["salt", "  \"hmac_salt\": \"", any(24, $b), "\","],
        ["lower", "auth_token: ", any(32, $low), ""],
    );
    my @decoy = (
        "commit " . any(40, $hex), "  \"integrity\": \"sha512-" . any(86, "$b+/") . "==\",",
        "sha256 = " . any(64, $hex), "checksum: " . any(32, $hex),
        "ssh-rsa AAAAB3NzaC1yc2E" . any(100, "$b+/") . " anna\@example.org",
        "<img src=\"data:image/png;base64,iVBORw0KGgo" . any(120, "$b+/") . "\">",
        "revision=" . any(40, $hex), "ETag: \"" . any(32, $hex) . "\"",
        "github.com/acme/tool v1.4.2 h1:" . any(43, "$b+/") . "=",
        "BuildID[sha1]=" . any(40, $hex), "static const char digits[] = \"$b+/\";",
        "#define GUID_PARTITION \"C12A7328-F81F-11D2-BA4B-00A0C93EC93B\"",
    );
    my @line = <STDIN>;
    my ($at, $n, @where) = (0, 0);
    open my $t, ">", $ARGV[0]; open my $o, ">", $ARGV[1];
    sub put { print $t $_[0]; $at += length $_[0] }
    for my $i (0 .. $#line) {
        put($line[$i]);
        if ($i % 29 == 14 && @secret) {
            my ($name, $before, $token, $after) = @{shift @secret};
            put($before); push @where, "[\"$name\", $at, " . ($at + length $token) . ", \"\"]";
            put("$token$after\n");
        }
        put(shift(@decoy) . "\n") if $i % 47 == 30 && @decoy;
    }
    print $o "[" . join(", ", @where) . "]\n";
' "$dir/planted" "$dir/truth" <"$dir/carrier"

# ---- rules of others: FROM TO SCORE

others() { # RULE FILE
    perl -0777 -ne '
        BEGIN { $rule = shift }
        sub H { my (%c, $h); $c{$_}++ for split //, $_[0]; my $n = length $_[0];
                $h -= $_ / $n * log($_ / $n) / log 2 for values %c; $h }
        sub out { my ($from, $t) = @_; printf "%d\t%d\t%.4f\n", $from, $from + length $t, H($t) }
        if ($rule eq "shannon") {
            out($-[0], $&) while m{[A-Za-z0-9+/=_-]{20,}}g;
        } elsif ($rule eq "trufflehog") {
            while (m{[A-Za-z0-9+/=]{20,}}g) { out($-[0], $&) if H($&) > 4.5 }
            while (m{[0-9a-fA-F]{20,}}g) { out($-[0], $&) if H($&) > 3 }
        } elsif ($rule eq "detect-secrets") {
            while (m{(["\047])([A-Za-z0-9+/\-_=]+)\1}g) { out($-[2], $2) if H($2) >= 4.5 }
            while (m{(["\047])([0-9a-fA-F]+)\1}g) { out($-[2], $2) if H($2) >= 3 }
        } else {
            while (m{[\w.-]{0,50}?(?:access|auth|api|credential|creds|key|passwd|password|secret|token)[ \t\w.-]{0,20}[\s\047"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60\047"\s=]{0,5}([\w.=-]{10,150})(?:[\x60\047"\s;]|\\[nr]|$)}gim) {
                out($-[1], $1) if H($1) >= 3.5
            }
        }' "$1" "$2" | sort -t "$(printf '\t')" -k 3,3rn -k 1,1n
}
ours() { # FILE OPTION...
    f=$1
    shift
    blt-entropy --secrets --top=1000 "$@" "$f" | grep '^[0-9]' |
        awk -F '\t' '{ print $1 "\t" $1 + $2 }' || true
}

# ---- tables

judge() { # NAME ROWS TRUTH
    perl -e '
        my ($name, $rows, $truth) = @ARGV;
        local $/; open my $t, "<", $truth; my @is;
        my $all = <$t>;
        push @is, [$1, $2] while $all =~ /\["[^"]*", (\d+), (\d+)/g;
        open my $r, "<", $rows; my @row = map { [split /\t/] } split /\n/, <$r>;
        printf "| %s | %d |", $name, scalar @row;
        for my $k (20, 40) {
            my ($hit, %found, $n) = (0);
            for my $x (@row) {
                last if $n == $k;
                $n++;
                my @m = grep { $x->[0] < $is[$_][1] && $x->[1] > $is[$_][0] } 0 .. $#is;
                $hit += @m > 0; $found{$_} = 1 for @m;
            }
            printf " %d of %d | %d of %d |", $hit, $n || 0, scalar keys %found, scalar @is;
        }
        print "\n";' "$@"
}
table() { # NAME TEXT TRUTH
    echo "| $1 | listed | precision at 20 | recall at 20 | precision at 40 | recall at 40 |"
    echo '|---|---|---|---|---|---|'
    ours "$2" >"$dir/rows"; judge '`--secrets`' "$dir/rows" "$3"
    ours "$2" --adapt >"$dir/rows"; judge '`--secrets --adapt`' "$dir/rows" "$3"
    for rule in shannon trufflehog detect-secrets gitleaks; do
        others $rule "$2" >"$dir/rows"; judge $rule "$dir/rows" "$3"
    done
    echo
}
table 'planted in this source tree' "$dir/planted" "$dir/truth"
[ -z "$text" ] || table "$(basename "$text")" "$text" "$truth"
[ $# -gt 0 ] || exit 0
echo '| without secrets | bytes | `--secrets` | `--secrets --adapt` | shannon | trufflehog | detect-secrets | gitleaks |'
echo '|---|---|---|---|---|---|---|---|'
for f; do
    printf '| %s | %d | %d | %d |' "$(basename "$f")" "$(wc -c <"$f")" \
        "$(ours "$f" | wc -l)" "$(ours "$f" --adapt | wc -l)"
    for rule in shannon trufflehog detect-secrets gitleaks; do
        printf ' %d |' "$(others $rule "$f" | wc -l)"
    done
    echo
done
