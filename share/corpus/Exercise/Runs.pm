# Bytes other than plain UTF-8 text: runs of one byte or of a short
# period, line ends of Windows, other charsets, control characters, pieces of
# real executables and images, dumps.  A byte model will be given all of it.
package Exercise::Runs;
use strict;
use warnings;
use Encode ();
use Exercise::Draw;
use Exercise::Returns;

sub new {
    my ($class, %arg) = @_;
    return bless { text => $arg{text}, binary => $arg{binary} || [] }, $class;
}

sub document {
    my ($self) = @_;
    return weighted(
        30 => \&runs, 16 => \&crlf, 20 => \&charset,
        (@{ $self->{binary} } ? 16 : 0) => \&binary,
        6 => \&packed, 8 => \&dump, 3 => \&noise, 5 => \&terminal)->($self);
}

# ---- runs, with text between or none

sub unit {
    my ($self) = @_;
    return weighted(
        6 => sub { chr between(97, 122) }, 3 => sub { chr between(65, 90) },
        2 => sub { chr between(48, 57) }, 5 => sub { ' ' },
        6 => sub { "\0" }, 3 => sub { "\xff" }, 6 => sub { pick(split //, '-=*_.~+#>|/\\!?') },
        2 => sub { chr below(32) }, 3 => sub { chr below(256) },
        2 => sub { "\t" }, 1 => sub { "\n" }, 1 => sub { "\r\n" },
        2 => sub { pick('ab', 'abc', '01', '10', '- ', '=-', '. ', '-+', 'xo', 'ha', 'la ', '0 ', '1,', ', ', '/\\', '<>', 'ACGT', "\x00\x01", "\xff\x00", "\xde\xad\xbe\xef") },
        2 => sub { join '', map { chr between(97, 122) } 1 .. between(2, 8) },
        1 => sub { join '', map { chr below(256) } 1 .. between(2, 16) },
        1 => sub { pick("\xc3\xa9", "\xd0\xb0", "\xe2\x80\x94", "\xe2\x94\x80", "\xe2\x96\x88", "\xe3\x81\x82", "\xe4\xb8\x80", "\xf0\x9f\x98\x80", "\xc2\xa0") },
        1 => sub { ($self->{text}->some_words(1, 'en'))[0] . pick(' ', "\n", '') },
    )->();
}

sub run_of {
    my ($self, $most) = @_;
    my $u = $self->unit;
    my $n = log_between(2, 2000);
    $n = 1 + int $most / length $u if $n * length $u > $most;
    return $u x $n;
}

sub runs {
    my ($self) = @_;
    my $t = $self->{text};
    my $form = below(5);
    return join pick("\n", '', ' '), map { $self->run_of(3000) } 1 .. between(1, 3) if $form == 0;
    my $out = '';
    my $size = log_between(200, 2500);
    if ($form == 1) {           # text, a run, text
        while (length $out < $size) {
            $out .= $t->passage(log_between(30, 300), $t->language) . pick("\n", ' ', '')
                . $self->run_of(2000) . pick("\n", ' ', '');
        }
        return $out;
    }
    if ($form == 2) {           # one run in several lengths
        my $u = $self->unit;
        my $sep = pick("\n", ' ', ', ', "\0");
        while (length $out < $size) {
            my $n = log_between(2, 300);
            $out .= $u x (1 + $n / length $u) . $sep;
        }
        return $out;
    }
    if ($form == 3) {           # rules under titles, boxes, padded columns
        my $c = pick('-', '=', '~', '*', '_', '#');
        while (length $out < $size) {
            my $l = $t->line(between(10, 60), $t->language);
            my $w = between(20, 78);
            $out .= weighted(
                3 => sub { "$l\n" . $c x length($l) . "\n" },
                2 => sub { $c x $w . "\n$l\n" . $c x $w . "\n" },
                2 => sub { my @w = $t->some_words(2, 'en'); join('', map { sprintf '%-*s', $w / 2, $_ } @w) . "\n" },
                2 => sub { my @w = $t->some_words(1, 'en'); $w[0] . ' ' . '.' x $w . ' ' . between(1, 400) . "\n" },
                1 => sub { ' ' x $w . "$l\n" },
                1 => sub { '#' x $w . ' ' . between(1, 100) . "%\n" },
            )->();
        }
        return $out;
    }
    # A block of a few values, as in images and sparse files.
    my @v = map { chr below(256) } 1 .. between(1, 4);
    $v[0] = "\0" if chance(0.5);
    $out .= pick(@v) x log_between(2, 400) while length $out < $size;
    return $out;
}

# ---- line ends and charsets

sub crlf {
    my ($self) = @_;
    my $t = $self->{text};
    my $s = $t->passage(log_between(400, 4000), $t->language);
    if (chance(0.6)) {          # lines of one width, as old mail and books have
        my $w = between(50, 78);
        $s =~ s/(.{1,$w})(?: +|(?=\n)|\z)\n?/$1\n/g;
    }
    my $end = weighted(12 => "\r\n", 1 => "\r", 1 => "\n\r");
    $s =~ s/\n/$end/g;
    $s =~ s/(\r\n)/chance(0.12) ? "\r\n\r\n" : $1/ge;
    return $s;
}

my %charset = (
    en => [qw(utf-16le utf-16be cp1252 utf-32le cp037)], de => [qw(iso-8859-1 cp1252 utf-16le cp850)],
    fr => [qw(iso-8859-1 cp1252 iso-8859-15 utf-16le cp850)], es => [qw(iso-8859-1 cp1252 utf-16le)],
    it => [qw(iso-8859-1 cp1252)], pt => [qw(iso-8859-1 cp1252)], pt_br => [qw(iso-8859-1 cp1252)],
    nl => [qw(iso-8859-1)], sv => [qw(iso-8859-1 cp1252)], da => [qw(iso-8859-1 cp1252)],
    nb => [qw(iso-8859-1)], fi => [qw(iso-8859-1)], pl => [qw(iso-8859-2 cp1250)],
    cs => [qw(iso-8859-2 cp1250)], hu => [qw(iso-8859-2 cp1250)], sk => [qw(iso-8859-2 cp1250)],
    ru => [qw(cp1251 koi8-r cp866 utf-16le iso-8859-5)], uk => [qw(cp1251 koi8-u utf-16le)],
    bg => [qw(cp1251)], sr => [qw(cp1251)], el => [qw(iso-8859-7 cp1253)], tr => [qw(iso-8859-9 cp1254)],
    he => [qw(cp1255 iso-8859-8)], ar => [qw(cp1256 iso-8859-6)], th => [qw(tis-620)], vi => [qw(cp1258 viscii)],
    ja => [qw(shiftjis euc-jp utf-16le iso-2022-jp)], ko => [qw(euc-kr utf-16le)],
    zh_cn => [qw(gb2312 gbk utf-16le)], zh_hans => [qw(gbk utf-16be)], zh_tw => [qw(big5 utf-16le)],
);
my @of = sort keys %charset;

sub charset {
    my ($self) = @_;
    my $t = $self->{text};
    my @have = grep { $t->{files}{$_} } @of;
    return $self->crlf if !@have;
    my $lang = chance(0.25) && $t->{files}{en} ? 'en' : pick(@have);
    my $name = pick(@{ $charset{$lang} });
    my $codec = Encode::find_encoding($name) or return $self->crlf;
    my $s = Encode::decode('UTF-8', $t->passage(log_between(300, 3000), $lang));
    $s =~ tr/\x{2018}\x{2019}\x{201c}\x{201d}\x{2013}\x{2014}\x{202f}\x{2060}/''""\-\- /d
        if $name !~ /^(?:cp12|utf)/;
    $s =~ s/\n/\r\n/g if chance(0.4);
    my $bytes = $codec->encode($s, sub { '?' });
    $bytes = ($name =~ /le$/ ? "\xff\xfe" : "\xfe\xff") . $bytes if $name =~ /^utf-16/ && chance(0.5);
    return $bytes;
}

# ---- files that are not text

sub binary {
    my ($self) = @_;
    my $file = pick_of($self->{binary});
    my $size = -s $file or return '';
    open my $in, '<:raw', $file or die "$file: $!\n";
    my $n = log_between(200, 1800);
    my $at = chance(0.15) || $size <= $n ? 0 : below($size - $n);
    seek $in, $at, 0;
    read $in, my ($s), $n;
    return $s;
}

# Records of fixed size: counters, offsets, floats, a few words.
sub packed {
    my ($self) = @_;
    my @field = map { pick(qw(V v C n N f< d< a8 Q< w), 'Z12') } 1 .. between(2, 7);
    my $n = between(0, 1000);
    my $step = between(1, 64);
    my $out = chance(0.5) ? pick("\x7fELF\2\1\1\0", "PK\3\4", "RIFF", "GIF89a", "\x89PNG\r\n\x1a\n", "BM", "SQLite format 3\0", "\xca\xfe\xba\xbe", "MZ", "%PDF-1.4\n", "\x1f\x8b\x08\0") : '';
    my $size = log_between(200, 1500);
    while (length $out < $size) {
        $n += $step;
        for (@field) {
            $out .= pack $_, $_ eq 'C' ? $n & 255 : /[aZ]/ ? ($self->{text}->some_words(1, 'en'))[0]
                : /[fd]/ ? int(rand 1000) / 8 : chance(0.5) ? $n : chance(0.4) ? 0 : below(256);
        }
    }
    return $out;
}

sub dump {
    my ($self) = @_;
    my $s = chance(0.4) ? $self->{text}->passage(log_between(60, 700), $self->{text}->language)
        : chance(0.5) ? $self->packed : $self->run_of(400) . $self->{text}->passage(100, 'en');
    $s = substr $s, 0, 900;
    my $form = below(4);
    my $at = 0;
    my $out = '';
    my $upper = chance(0.2);
    for my $line (unpack '(a16)*', $s) {
        my @h = map { sprintf $upper ? '%02X' : '%02x', ord } split //, $line;
        (my $plain = $line) =~ s/[^ -~]/./g;
        if ($form == 0) {       # hexdump -C
            $out .= sprintf "%08x  %-23s  %-23s  |%s|\n", $at, join(' ', @h[0 .. ($#h < 7 ? $#h : 7)]), join(' ', @h > 8 ? @h[8 .. $#h] : ()), $plain;
        } elsif ($form == 1) {  # xxd
            $out .= sprintf "%08x: %-39s  %s\n", $at, join(' ', unpack '(A4)*', join '', @h), $plain;
        } elsif ($form == 2) {
            $out .= '    ' . join(', ', map { "0x$_" } @h) . ",\n";
        } else {
            $out .= join(' ', @h) . "\n";
        }
        $at += 16;
    }
    return $out;
}

sub noise {
    return join '', map { chr below(256) } 1 .. log_between(16, 500);
}

# Colours and cursor moves, overstrikes, bells, form feeds.
sub terminal {
    my ($self) = @_;
    my $t = $self->{text};
    my $out = '';
    my $size = log_between(200, 2000);
    while (length $out < $size) {
        my $l = $t->line(between(10, 90), 'en');
        $out .= weighted(
            5 => sub { "\e[" . pick(0, 1, 4, 7) . ';' . between(30, 37) . "m$l\e[0m\n" },
            3 => sub { "\e[" . between(30, 37) . 'm' . pick(qw(ok FAIL error warning info)) . "\e[0m $l\n" },
            2 => sub { $l =~ s/([a-z])/$1\b$1/gr . "\n" },
            1 => sub { "\r" . join "\r", map { sprintf '%3d%% [%-20s]', 5 * $_, '=' x $_ } 0 .. between(3, 20) },
            1 => sub { "\a$l\n" }, 1 => sub { "\f$l\n" }, 1 => sub { "$l\x1a" }, 1 => sub { "$l\0" },
            1 => sub { "\e[" . between(1, 40) . ';' . between(1, 80) . "H$l\e[K" },
        )->();
    }
    return $out;
}

1;
