# Records as machines write them: logs, tables, JSON, settings, headers.  All
# of it is invented.  Within a document one format, one machine, one set of
# users, paths and addresses, and a clock that goes on; nothing is
# deduplicated, since real logs repeat themselves.
package Exercise::Records;
use strict;
use warnings;
use POSIX ();
use Exercise::Draw;
use Exercise::Returns;

sub new {
    my ($class, %arg) = @_;
    return bless { text => $arg{text} }, $class;
}

my %form;
my @forms;
sub document {
    my ($self) = @_;
    @forms = map { ($form{$_}[0], $form{$_}[1]) } sort keys %form if !@forms;
    my $w = world($self->{text});
    my $size = log_between(300, 6000);
    my $make = weighted(@forms)->($w);
    my $out = ref $make ? '' : $make;
    if (ref $make) {
        my ($head, $next, $tail) = @$make;
        $out = $head;
        $out .= $next->() while length $out < $size;
        $out .= $tail // '';
    }
    $out =~ s/\n\n+/\n/g if $out !~ /\r/;
    $out =~ s/(?<!\r)\n/\r\n/g if chance(0.12);
    return $out;
}

# ---- the machine that writes

my @first = qw(anna ben carl dora emil fritz greta hans ida jan kim lena maria
    nils olga paul rosa sam tom uwe vera wim yuki zoe admin root www-data
    deploy backup guest test info ivan li chen fatima ahmed diego sofia);
my @service = qw(nginx sshd cron systemd kernel postfix dovecot named ntpd
    dhclient rsyslogd sudo su docker kubelet postgres mysqld redis cups
    NetworkManager wpa_supplicant dbus-daemon smartd fail2ban apache2 haproxy
    squid openvpn avahi-daemon udisksd gdm polkitd bluetoothd anacron);
my @noun = qw(user order item page session token cache queue worker job task
    file image report index config backup message event account product cart
    invoice payment device sensor node volume request response record table);
my @agent = (
    'Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101 Firefox/%d.0',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%d.1 Safari/605.1.15',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 16_%d like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'curl/7.%d.0', 'Wget/1.21.%d', 'python-requests/2.%d.1', 'Go-http-client/1.1', '-');
my @city = qw(Berlin Paris Madrid Rome London Oslo Wien Zürich Praha Warszawa
    Lyon Porto Dublin Athens Cairo Lagos Lima Tokyo Osaka Seoul Delhi Boston
    Chicago Denver Austin Toronto Sydney Quito Helsinki Riga Gent Kyiv Москва);
utf8::encode($_) for grep { utf8::is_utf8($_) } @city;
my @mon = qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec);
my @day = qw(Sun Mon Tue Wed Thu Fri Sat);

sub world {
    my ($text) = @_;
    my @ips = map { ip() } 1 .. between(1, 12);
    my @dirs = several(between(2, 6), qw(index about news blog shop api/v1 api/v2
        static images css js login logout search user admin wp-content docs
        download files feed tags archive products cart help contact assets));
    my @paths = map { '/' . weighted(
        3 => sub { pick(@dirs) },
        3 => sub { pick(@dirs) . '/' . pick(@noun) . 's/' . between(1, 9999) },
        2 => sub { pick(@dirs) . '/' . pick(@noun) . pick(qw(.html .php .css .js .png .jpg .svg .txt .xml .ico .woff2)) },
        2 => sub { pick(@dirs) . '?' . pick(qw(id q page lang ref sort)) . '=' . between(1, 99) },
        1 => sub { '' })->() } 1 .. between(3, 20);
    return {
        text => $text,
        time => between(1_000_000_000, 1_760_000_000),
        step => log_between(1, 4000),
        host => pick(qw(srv web db mail node host alpha beta gw ns build pi
            laptop vm)) . pick('', '', between(1, 40), '-' . between(1, 9)),
        user => [several(between(1, 8), @first)],
        ip => \@ips, path => \@paths,
        agent => [map { my $v = between(60, 130); pick(@agent) =~ s/%d/$v/gr } 1 .. @ips],
        pid => between(300, 30000), n => between(0, log_between(1, 100000)),
        zone => pick('+0000', '+0000', '+0100', '+0200', '-0500', '-0700', '+0900', '+0530'),
        service => [several(between(1, 6), @service)],
    };
}

sub ip {
    return chance(0.1)
        ? join(':', map { sprintf '%x', below(65536) } 1 .. 4) . '::' . between(1, 99)
        : chance(0.4) ? join '.', pick('10.0', '192.168', '172.16'), map { below(256) } 1 .. 2
        : join '.', between(1, 223), map { below(256) } 1 .. 3;
}
sub ip4 { return join '.', pick('10.0', '192.168'), below(256), between(1, 254) }

sub tick {
    my ($w) = @_;
    return $w->{time} += chance(0.3) ? 0 : int rand(2 * $w->{step}) + (chance(0.02) ? 3600 : 0);
}
sub iso { return POSIX::strftime(pick('%Y-%m-%dT%H:%M:%SZ'), gmtime $_[0]) }
sub date { return POSIX::strftime('%Y-%m-%d', gmtime $_[0]) }
sub clock { return POSIX::strftime('%H:%M:%S', gmtime $_[0]) }
sub sys { my @t = gmtime $_[0]; return sprintf '%s %2d %s', $mon[$t[4]], $t[3], clock($_[0]) }
sub clf { my @t = gmtime $_[0]; return sprintf '%02d/%s/%d:%s', $t[3], $mon[$t[4]], $t[5] + 1900, clock($_[0]) }
sub http_date { my @t = gmtime $_[0]; return sprintf '%s, %02d %s %d %s GMT', $day[$t[6]], $t[3], $mon[$t[4]], $t[5] + 1900, clock($_[0]) }
sub hex_of { return Exercise::Returns::of($_[0], 0 .. 9, 'a' .. 'f') }
sub version { return join '.', between(0, 12), between(0, 30), chance(0.6) ? between(0, 20) : () }
sub package_name { return pick('lib', '', '', 'python3-', 'golang-', 'node-', 'ruby-') . Exercise::Returns::pseudo() . pick('', '', between(1, 9), '-common', '-dev', '-data', '-utils', '-doc') }

# A phrase of n words, about, with nothing in it that a format would quote.
sub words_of {
    my ($w, $n) = @_;
    my $s = $w->{text}->line(6 * $n + 8, 'en');
    $s =~ tr/"'\\<>&,;|\t/ /;
    $s =~ s/^\W+|\W+$//g;
    $s =~ s/  +/ /g;
    return lcfirst $s;
}

# ---- formats: weight, and a sub that returns [head, next, tail] or a text

$form{access} = [14, sub {
    my ($w) = @_;
    my $long = chance(0.7);
    return ['', sub {
        my $status = weighted(70 => 200, 6 => 304, 6 => 404, 3 => 301, 3 => 302, 2 => 403, 1 => 500, 1 => 502, 1 => 206, 1 => 401, 1 => 499);
        my $size = $status == 304 ? pick('-', 0) : $status == 200 ? log_between(100, 200000) : between(150, 600);
        my $who = below(scalar @{ $w->{ip} });
        my $s = sprintf '%s - %s [%s %s] "%s %s HTTP/%s" %d %s', $w->{ip}[$who],
            chance(0.05) ? pick(@{ $w->{user} }) : '-', clf(tick($w)), $w->{zone},
            weighted(20 => 'GET', 3 => 'POST', 1 => 'HEAD', 1 => 'PUT'), pick(@{ $w->{path} }),
            weighted(8 => '1.1', 3 => '2.0', 1 => '1.0'), $status, $size;
        $s .= sprintf ' "%s" "%s"', chance(0.5) ? '-' : "https://$w->{host}.example.com" . pick(@{ $w->{path} }), $w->{agent}[$who] if $long;
        return "$s\n";
    }];
}];

$form{syslog} = [14, sub {
    my ($w) = @_;
    my $iso = chance(0.25);
    my $up = rand 1e5;
    return ['', sub {
        my $t = tick($w);
        my $u = pick(@{ $w->{user} });
        my $ip = pick(@{ $w->{ip} });
        my $port = between(1024, 65535);
        $up += rand 10;
        $w->{pid} += below(9);
        my $m = weighted(
            4 => sub { "sshd[$w->{pid}]: " . pick("Failed password for " . pick('', 'invalid user ') . "$u from $ip port $port ssh2", "Accepted publickey for $u from $ip port $port ssh2: RSA SHA256:" . Exercise::Returns::of(43, 'A' .. 'Z', 'a' .. 'z', 0 .. 9), "Connection closed by $ip port $port [preauth]", "Received disconnect from $ip port $port:11: disconnected by user", "pam_unix(sshd:session): session opened for user $u by (uid=0)", "pam_unix(sshd:session): session closed for user $u") },
            3 => sub { "CRON[$w->{pid}]: " . pick("pam_unix(cron:session): session opened for user root by (uid=0)", "(root) CMD (   cd / && run-parts --report /etc/cron.hourly)", "(www-data) CMD (test -x /usr/bin/$u && /usr/bin/$u)", "pam_unix(cron:session): session closed for user root") },
            4 => sub { my $s = pick(@{ $w->{service} }); "systemd[1]: " . pick("Starting $s.service - $s...", "Started $s.service - $s.", "Stopping $s.service...", "$s.service: Deactivated successfully.", "$s.service: Main process exited, code=exited, status=" . between(0, 3) . '/' . pick('SUCCESS', 'FAILURE'), "$s.service: Consumed " . between(0, 59) . '.' . between(100, 999) . "s CPU time.", "Reached target multi-user.target - Multi-User System.") },
            4 => sub { sprintf('kernel: [%12.6f] ', $up) . pick("usb 1-" . between(1, 9) . ": new high-speed USB device number " . between(2, 40) . " using xhci_hcd", "eth0: Link is Up - 1Gbps/Full - flow control rx/tx", "eth0: Link is Down", "[UFW BLOCK] IN=eth0 OUT= MAC=" . join(':', map { hex_of(2) } 1 .. 6) . " SRC=$ip DST=" . $w->{ip}[0] . " LEN=" . between(40, 60) . " TOS=0x00 PREC=0x00 TTL=" . between(40, 64) . " ID=" . below(65536) . " PROTO=TCP SPT=$port DPT=" . pick(22, 23, 80, 443, 3389, 8080) . " WINDOW=1024 RES=0x00 SYN URGP=0", "EXT4-fs (sda" . between(1, 6) . "): mounted filesystem with ordered data mode", "audit: type=1400 audit(" . $t . "." . between(100, 999) . ":" . ++$w->{n} . "): apparmor=\"DENIED\" operation=\"open\" profile=\"/usr/sbin/" . pick(@{ $w->{service} }) . "\" pid=$w->{pid} comm=\"" . pick(@{ $w->{service} }) . "\"") },
            2 => sub { "dhclient[$w->{pid}]: " . pick("DHCPREQUEST for $ip on eth0 to 255.255.255.255 port 67", "DHCPACK of $ip from $w->{ip}[0]", "bound to $ip -- renewal in " . between(1000, 9999) . " seconds.") },
            2 => sub { "postfix/smtpd[$w->{pid}]: " . pick("connect from unknown[$ip]", "disconnect from unknown[$ip] ehlo=1 quit=1 commands=2", uc(hex_of(10)) . ": client=$w->{host}.example.org[$ip]") },
            2 => sub { my $s = pick(@{ $w->{service} }); "$s\[$w->{pid}]: " . pick('warning: ', 'error: ', 'info: ', '') . words_of($w, between(2, 8)) },
        )->();
        return ($iso ? iso($t) : sys($t)) . " $w->{host} $m\n";
    }];
}];

$form{dpkg} = [6, sub {
    my ($w) = @_;
    my @p = map { [package_name(), version() . '-' . between(1, 5), pick(qw(amd64 all arm64))] } 1 .. between(2, 15);
    my $form = below(3);
    my $i = 0;
    if ($form == 0) {
        return ['', sub {
            my ($p, $v, $a) = @{ $p[$i++ % @p] };
            my $t = tick($w);
            my $d = date($t) . ' ' . clock($t);
            my $old = chance(0.5) ? '<none>' : $v =~ s/\d+$/0/r;
            return join '', map { "$d $_\n" } ($old eq '<none>' ? 'install' : 'upgrade') . " $p:$a $old $v",
                "status half-installed $p:$a $v", "status unpacked $p:$a $v", "configure $p:$a $v <none>",
                "status unpacked $p:$a $v", "status half-configured $p:$a $v", "status installed $p:$a $v";
        }];
    }
    if ($form == 1) {
        my $n = between(1000, 300000);
        return ["(Reading database ... $n files and directories currently installed.)\n", sub {
            my ($p, $v, $a) = @{ $p[$i++ % @p] };
            return "Preparing to unpack .../" . sprintf('%02d', $i) . "-${p}_${v}_$a.deb ...\nUnpacking $p ($v) ...\n"
                . (chance(0.4) ? "Setting up $p ($v) ...\n" : '') . (chance(0.1) ? "Processing triggers for man-db (2.11.2-2) ...\n" : '');
        }];
    }
    my $k = 0;
    return ['', sub {
        my ($p, $v, $a) = @{ $p[$i++ % @p] };
        my $size = log_between(4, 9000);
        return pick("Get:" . ++$k . " http://deb.debian.org/debian bookworm/main $a $p $a $v [$size kB]\n",
            "Get:" . ++$k . " http://deb.debian.org/debian bookworm/main $a $p $a $v [$size kB]\n",
            "Selecting previously unselected package $p.\n");
    }, "Fetched " . between(1, 900) . " kB in " . between(1, 9) . "s (" . between(100, 9000) . " kB/s)\n"];
}];

$form{build} = [8, sub {
    my ($w) = @_;
    my @f = map { pick(qw(main util parse io net list hash buffer config log test error table string file cache thread queue graph node)) . (chance(0.4) ? '_' . pick(qw(a b new old x86 posix win32 impl)) : '') } 1 .. between(4, 20);
    my $dir = pick(qw(src lib core app tools tests));
    my $i = 0;
    my $n = between(10, 400);
    my $at = 0;
    my $form = below(6);
    my $head = $form == 0 ? "make[1]: Entering directory '/home/$w->{user}[0]/$w->{host}'\n" : '';
    return [$head, sub {
        my $f = $f[$i++ % @f];
        if ($form == 0) {
            return "gcc -DHAVE_CONFIG_H -I. -I.. -O2 -g -Wall -c -o $f.o $f.c\n"
                . (chance(0.12) ? "$f.c: In function '" . pick(qw(main init read_all parse next free_list)) . "':\n$f.c:" . between(10, 900) . ":" . between(3, 60) . ": warning: unused variable '" . pick(qw(i n ret len tmp p)) . "' [-Wunused-variable]\n" : '');
        }
        if ($form == 1) { $at++; $n = $at if $at > $n; return sprintf "[%3d%%] Building CXX object %s/CMakeFiles/%s.dir/%s.cpp.o\n", 100 * $at / $n, $dir, $w->{host}, $f }
        if ($form == 2) { $at++; $n = $at if $at > $n; return "[$at/$n] " . pick("CC $dir/$f.o", "CXX obj/$dir/$f.o", "LINK $f") . "\n" }
        if ($form == 3) { return ($i == 1 ? "TAP version 13\n" : '') . (chance(0.94) ? 'ok' : 'not ok') . " $i - $f " . words_of($w, 2) . "\n" }
        if ($form == 4) { return pick('PASS', 'PASS', 'PASS', 'PASS', 'SKIP', 'FAIL') . ": $dir/$f" . pick('.t', '.sh', '') . ($i > 1 && chance(0.3) ? ' ' . between(1, 40) : '') . "\n" }
        return "   Compiling " . Exercise::Returns::pseudo() . ' v' . version() . "\n";
    }, $form == 4 ? "# TOTAL: $n\n# PASS:  $n\n# SKIP:  0\n# FAIL:  0\n" : ''];
}];

$form{app} = [10, sub {
    my ($w) = @_;
    my @mod = map { join '.', map { pick(@noun) } 1 .. between(1, 3) } 1 .. between(1, 6);
    my @msg = map { words_of($w, between(2, 8)) } 1 .. between(2, 9);
    my $form = below(5);
    return ['', sub {
        my $t = tick($w);
        my $l = weighted(12 => 'INFO', 5 => 'DEBUG', 3 => 'WARN', 1 => 'ERROR');
        my $ms = sprintf '%03d', below(1000);
        my $m = weighted(
            4 => sub { pick(@msg) },
            3 => sub { pick(@noun) . ' ' . ++$w->{n} . pick(' created', ' updated', ' deleted', ' not found', ' done in ' . between(1, 900) . ' ms') },
            2 => sub { 'GET ' . pick(@{ $w->{path} }) . ' ' . pick(200, 200, 404, 500) . " in ${ms}ms" },
            2 => sub { 'user=' . pick(@{ $w->{user} }) . ' ip=' . pick(@{ $w->{ip} }) . ' action=' . pick(qw(login logout view edit delete)) },
        )->();
        my $mod = pick(@mod);
        return ($form == 0 ? date($t) . ' ' . clock($t) . ",$ms $l [$mod] $m"
            : $form == 1 ? iso($t) . " $l $mod: $m"
            : $form == 2 ? "[" . clock($t) . "] $l: $m"
            : $form == 3 ? "time=" . iso($t) . " level=" . lc($l) . " msg=\"$m\" module=$mod"
            : "$l:$mod:$m") . "\n"
            . ($l eq 'ERROR' && chance(0.3) ? join '', map { "\tat com.example.$mod." . pick(@noun) . '(' . ucfirst(pick(@noun)) . '.java:' . between(10, 900) . ")\n" } 1 .. between(2, 6) : '');
    }];
}];

my %column = (
    id => sub { ++$_[0]{n} }, name => sub { ucfirst pick(@first) },
    surname => sub { ucfirst Exercise::Returns::pseudo() },
    city => sub { pick(@city) }, date => sub { date(tick($_[0])) },
    time => sub { clock(tick($_[0])) }, timestamp => sub { tick($_[0]) },
    price => sub { sprintf '%.2f', rand log_between(2, 5000) },
    quantity => sub { between(1, log_between(2, 300)) },
    temperature => sub { sprintf '%.1f', 18 + 8 * sin($_[0]{n} / 7) + rand 2 },
    humidity => sub { between(30, 90) }, status => sub { pick(qw(ok ok ok new open closed failed pending)) },
    email => sub { pick(@first) . '@example.' . pick(qw(com org net)) },
    phone => sub { '+' . between(1, 99) . ' ' . between(100, 999) . ' ' . between(100000, 9999999) },
    lat => sub { sprintf '%.5f', rand(180) - 90 }, lon => sub { sprintf '%.5f', rand(360) - 180 },
    active => sub { pick(qw(true false)) }, score => sub { sprintf '%.3f', rand },
    uuid => sub { join '-', map { hex_of($_) } 8, 4, 4, 4, 12 },
    ip => sub { pick(@{ $_[0]{ip} }) }, user => sub { pick(@{ $_[0]{user} }) },
    path => sub { pick(@{ $_[0]{path} }) }, size => sub { log_between(1, 9999999) },
    comment => sub { words_of($_[0], between(1, 7)) }, country => sub { pick(qw(DE FR US GB ES IT PL JP CN IN BR NO SE)) },
    category => sub { pick(@noun) }, year => sub { between(1900, 2026) }, hash => sub { hex_of(16) },
);
my @column = sort keys %column;
my %is_number = map { $_ => 1 } qw(id timestamp price quantity temperature humidity lat lon active score size year);

$form{csv} = [14, sub {
    my ($w) = @_;
    my @c = ((chance(0.5) ? 'id' : ()), grep { $_ ne 'id' } several(between(2, 7), @column));
    my $sep = weighted(6 => ',', 3 => "\t", 3 => ';', 1 => '|');
    my $quote = chance(0.2);
    my $head = chance(0.85) ? join($sep, map { $quote ? "\"$_\"" : $_ } @c) . "\n" : '';
    my %few;
    for (@c) {      # some columns take few values
        my $c = $_;
        $few{$c} = [map { $column{$c}->($w) } 1 .. between(1, 4)] if !/^(?:id|date|time)/ && chance(0.25);
    }
    $w->{n} = between(0, 3) if chance(0.5);
    return [$head, sub {
        return join($sep, map {
            my $v = $few{$_} ? pick(@{ $few{$_} }) : $column{$_}->($w);
            $v = '' if chance(0.02);
            $quote && !$is_number{$_} || index($v, $sep) >= 0 ? "\"$v\"" : $v } @c) . "\n";
    }];
}];

sub json_value { my ($c, $v) = @_; return $is_number{$c} ? $v : $v =~ s/(["\\])/\\$1/gr =~ s/^(.*)$/"$1"/sr }

$form{json} = [14, sub {
    my ($w) = @_;
    my @c = ((chance(0.6) ? 'id' : ()), grep { $_ ne 'id' } several(between(2, 7), @column));
    my $form = below(4);
    my $sub = chance(0.25) ? pick(@noun) : '';
    my @inner = $sub ? several(between(2, 3), grep { my $c = $_; !grep { $_ eq $c } @c } @column) : ();
    my ($sp, $first) = (pick('', ' '), 1);
    my $one = sub {
        my ($nl, $ind) = @_;
        my $pair = sub { my ($c) = @_; "\"$c\":$sp" . json_value($c, $column{$c}->($w)) };
        my @f = map { $pair->($_) } @c;
        push @f, "\"$sub\":$sp\{" . join(",$sp", map { $pair->($_) } @inner) . '}' if $sub;
        push @f, "\"tags\":${sp}[" . join(",$sp", map { "\"$_\"" } several(between(0, 3), @noun)) . ']' if $form == 3;
        return $nl ? "{\n$ind  " . join(",\n$ind  ", @f) . "\n$ind}" : '{' . join(",$sp", @f) . '}';
    };
    return ['', sub { $one->() . "\n" }] if $form == 0;
    my $nl = chance(0.5);
    my $s = "[\n  " . $one->($nl, '  ');
    my $wrap = chance(0.3) ? pick(@noun) . 's' : '';
    $s = "{\"$wrap\":$sp$s" if $wrap;
    return [$s, sub { ",\n  " . $one->($nl, '  ') }, "\n]" . ($wrap ? '}' : '') . "\n"];
}];

$form{ini} = [8, sub {
    my ($w) = @_;
    my $eq = pick(' = ', '=', ': ', ' ');
    my $form = below(3);
    my @k = (@noun, qw(host port user path level timeout size mode enabled name type log));
    return ['', sub {
        my $s = $form == 1 ? pick(@noun) . ":\n" : '[' . pick(@noun, @service) . (chance(0.3) ? ' "' . Exercise::Returns::pseudo() . '"' : '') . "]\n";
        $s = '' if $form == 2;
        $s .= (chance(0.15) ? pick('# ', '; ') . words_of($w, between(2, 9)) . "\n" : '')
            . ($form == 1 ? '  ' : '') . pick(@k) . ($form == 1 ? ': ' : $eq) . weighted(
                3 => sub { between(0, log_between(1, 65535)) }, 2 => sub { pick(qw(yes no true false on off)) },
                2 => sub { '/' . join '/', several(between(1, 4), qw(etc var lib usr share run log tmp home opt)), pick(@noun) },
                1 => sub { ip4() }, 1 => sub { pick(@{ $w->{user} }) }, 1 => sub { Exercise::Returns::pseudo() })->() . "\n"
            for 1 .. between(2, 8);
        return $s;
    }];
}];

$form{headers} = [8, sub {
    my ($w) = @_;
    my $host = "$w->{host}.example." . pick(qw(com org net));
    my ($agent) = @{ $w->{agent} };
    my $crlf = chance(0.6) ? "\r\n" : "\n";
    my $server = pick('nginx/1.22.1', 'Apache/2.4.57 (Debian)', 'cloudflare', 'gunicorn', 'Microsoft-IIS/10.0');
    return ['', sub {
        my $t = tick($w);
        my $type = pick('text/html; charset=utf-8', 'application/json', 'text/css', 'image/png', 'text/plain');
        my @q = (weighted(5 => 'GET', 1 => 'POST') . ' ' . pick(@{ $w->{path} }) . ' HTTP/1.1', "Host: $host", "User-Agent: $agent",
            'Accept: ' . pick('*/*', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'),
            chance(0.5) ? 'Accept-Language: ' . pick('en-US,en;q=0.5', 'de,en-US;q=0.7,en;q=0.3', 'fr') : (),
            'Accept-Encoding: gzip, deflate' . pick('', ', br'), 'Connection: keep-alive',
            chance(0.4) ? 'Cookie: session=' . ($w->{cookie} //= hex_of(32)) : ());
        my @r = ('HTTP/1.1 ' . weighted(8 => '200 OK', 2 => '304 Not Modified', 2 => '404 Not Found', 1 => '301 Moved Permanently'),
            "Date: " . http_date($t), "Server: $server", "Content-Type: $type", 'Content-Length: ' . log_between(10, 90000),
            chance(0.5) ? 'Last-Modified: ' . http_date($t - below(9999999)) : (), chance(0.5) ? 'ETag: "' . hex_of(13) . '"' : (),
            chance(0.5) ? 'Cache-Control: ' . pick('no-cache', 'max-age=3600', 'private') : (), chance(0.3) ? 'Vary: Accept-Encoding' : (), 'Connection: ' . pick('close', 'keep-alive'));
        return join '', map { "$_$crlf" } @q, '', @r, '';
    }];
}];

$form{mail} = [3, sub {
    my ($w) = @_;
    my @u = map { ucfirst($_) . " <$_\@example." . pick(qw(org com)) . '>' } @{ $w->{user} };
    return ['', sub {
        my $t = tick($w) + 3600;
        return "From: " . pick(@u) . "\nTo: " . pick(@u) . "\nDate: " . http_date($t) =~ s/GMT/$w->{zone}/r . "\nMessage-ID: <" . hex_of(12) . ".$t\@$w->{host}.example.org>\nSubject: " . pick('', 'Re: ') . ucfirst(words_of($w, between(2, 6))) . "\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n" . $w->{text}->passage(log_between(60, 500), 'en') . "\n";
    }];
}];

$form{listing} = [7, sub {
    my ($w) = @_;
    my $form = below(6);
    my $u = pick(@{ $w->{user} });
    my $pid = 1;
    my $head = $form == 1 ? "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n"
        : $form == 2 ? "Filesystem     1K-blocks     Used Available Use% Mounted on\n" : $form == 4 ? "Active Internet connections (servers and established)\nProto Recv-Q Send-Q Local Address           Foreign Address         State\n" : '';
    my $hash = hex_of(7);
    return [$head, sub {
        my $t = tick($w);
        if ($form == 0) {
            my $d = chance(0.2);
            my @g = gmtime $t;
            return sprintf "%s %2d %-8s %-8s %8d %s %2d %02d:%02d %s\n", $d ? 'drwxr-xr-x' : pick('-rw-r--r--', '-rw-r--r--', '-rwxr-xr-x', '-rw-------'), $d ? between(2, 9) : 1, $u, $u, $d ? 4096 : log_between(1, 9999999), $mon[$g[4]], $g[3], $g[2], $g[1], pick(@noun) . ($d ? '' : pick('', between(1, 99)) . pick(qw(.txt .c .h .py .md .log .gz .json .conf)));
        }
        if ($form == 1) { $pid += between(1, 90); return sprintf "%-8s %7d %4.1f %4.1f %6d %5d ?        %-4s %s   %d:%02d %s\n", pick('root', $u), $pid, chance(0.8) ? 0 : rand 9, rand 3, below(900000), below(90000), pick('S', 'Ss', 'Sl', 'I<', 'R'), substr(clock($t), 0, 5), below(9), below(60), chance(0.5) ? "[" . pick(qw(kworker kthreadd rcu_gp ksoftirqd migration)) . '/' . below(16) . ']' : '/usr/sbin/' . pick(@service) }
        if ($form == 2) { my $n = log_between(1000, 90000000); my $k = int rand $n; return sprintf "%-14s %9d %8d %9d %3d%% %s\n", pick('/dev/sda', '/dev/nvme0n1p') . between(1, 9), $n, $k, $n - $k, 100 * $k / $n, '/' . pick('', 'home', 'var', 'boot', 'srv', 'mnt/' . pick(@noun)) }
        if ($form == 3) { return hex_of(64) . '  ' . pick(@noun) . '-' . version() . pick('.tar.gz', '.zip', '.iso') . "\n" }
        if ($form == 4) { return sprintf "tcp        0      0 %-23s %-23s %s\n", ip4() . ':' . pick(22, 80, 443, 5432), ip4() . ':' . between(1024, 65535), pick(qw(ESTABLISHED ESTABLISHED TIME_WAIT CLOSE_WAIT LISTEN)) }
        my ($seq) = ++$w->{seq};
        return ($seq == 1 ? "PING $w->{host} ($w->{ip}[0]) 56(84) bytes of data.\n" : '') . "64 bytes from $w->{ip}[0]: icmp_seq=$seq ttl=" . ($w->{ttl} //= between(40, 64)) . sprintf " time=%.1f ms\n", 10 + rand 9;
    }];
}];

$form{xml} = [5, sub {
    my ($w) = @_;
    my ($tag) = pick(@noun);
    my @c = several(between(2, 5), @column);
    my $attr = chance(0.4);
    return ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<${tag}s>\n", sub {
        return "  <$tag " . join(' ', map { "$_=\"" . $column{$_}->($w) . '"' } @c) . "/>\n" if $attr;
        return "  <$tag>\n" . join('', map { "    <$_>" . $column{$_}->($w) . "</$_>\n" } @c) . "  </$tag>\n";
    }, "</${tag}s>\n"];
}];

$form{sql} = [4, sub {
    my ($w) = @_;
    my $tab = pick(@noun) . 's';
    my @c = several(between(2, 5), grep { $_ ne 'id' } @column);
    $w->{n} = 0;
    my $many = chance(0.3);
    my $q = sub { '(' . join(', ', ++$w->{n}, map { my $v = $column{$_}->($w); $is_number{$_} ? $v : "'" . $v =~ s/'/''/gr . "'" } @c) . ')' };
    my $into = "INSERT INTO $tab (" . join(', ', 'id', @c) . ") VALUES";
    return $many ? ["$into\n" . $q->(), sub { ",\n" . $q->() }, ";\n"] : ['', sub { "$into " . $q->() . ";\n" }];
}];

$form{metrics} = [5, sub {
    my ($w) = @_;
    my @m = map { pick(qw(http node app db cache go process)) . '_' . pick(@noun) . '_' . pick(qw(total seconds bytes count errors)) } 1 .. between(1, 5);
    my $form = below(4);
    my ($loss, $step) = (3 + rand 8, 0);
    return ['', sub {
        my $t = tick($w);
        if ($form == 0) { my $m = pick(@m); return "$m\{host=\"$w->{host}\",code=\"" . pick(200, 404, 500) . "\"} " . log_between(1, 9999999) . "\n" }
        if ($form == 1) { $step += $w->{every} //= pick(1, 10, 50, 100); $loss = $loss * 0.97 + 0.03 * (1 + rand 1); return sprintf "step %d loss %.4f lr %.2e %d ms\n", $step, $loss, 0.001 * 0.999 ** $step, between(90, 130) }
        if ($form == 2) { return join("\t", $t, map { sprintf '%.2f', rand 100 } @m) . "\n" }
        $w->{n}++;
        return "$w->{n} " . clock($t) . sprintf(' cpu=%d%% mem=%dMB disk=%d%% load=%.2f', below(100), between(400, 900), 61, rand 4) . "\n";
    }];
}];

$form{version_control} = [3, sub {
    my ($w) = @_;
    return ['', sub {
        my $t = tick($w);
        my @g = gmtime $t;
        my $u = pick(@{ $w->{user} });
        $w->{time} = $t - 2 * $w->{step} * rand();
        return "commit " . hex_of(40) . "\nAuthor: " . ucfirst($u) . " <$u\@example.org>\nDate:   " . sprintf('%s %s %d %s %d %s', $day[$g[6]], $mon[$g[4]], $g[3], clock($t), $g[5] + 1900, $w->{zone}) . "\n    " . pick(@noun) . ': ' . words_of($w, between(2, 8)) . "\n";
    }];
}];

1;
