# What every extraction method shares: its options, the files it is given,
# and the rules by which a paragraph is clean, is prose, and is in the
# language that its file claims.
#
# A method is called as   METHOD [KEY=VALUE]... <LIST   where LIST names a file
# a line, as PACKAGE/PATH.  It appends paragraphs, each followed by an empty
# line, to LANG.txt in the folder out=DIR.  The language is lang=CODE, or what
# the group of the pattern lang=RE finds in the file's name.  Files are
# strangers: they are read whole up to a limit, and nothing in them is run or
# believed.
package Corpus;
use strict;
use warnings;
use utf8;
use Encode ();
use Exporter 'import';
use IO::Uncompress::Gunzip ();
use IO::Uncompress::Unzip ();
use Unicode::Normalize ();

our @EXPORT = qw(%opt options each_file decoded clean prose in_language
    emit emit_raw entities language);
our %opt;

use constant LIMIT => 96 << 20;     # no text we want is in a larger file

# KEY=VALUE arguments over the method's defaults.  An unknown key is an error,
# so that a slip in the table is seen.
sub options {
    %opt = (min => 40, lang => 'en', out => '.', cap => 0, spelt => 0, @_);
    for (@ARGV) {
        my ($k, $v) = /^(\w+)=(.*)$/s or die "$0: not KEY=VALUE: $_\n";
        die "$0: unknown option: $k\n" unless exists $opt{$k};
        $opt{$k} = $v;
    }
}

# Calls $do->(LANG, FILE, BYTES) for every file of the list: *.gz and *.dz
# unpacked, *.zip, *.xpi, *.epub and *.jar member by member.
sub each_file {
    my ($do) = @_;
    while (my $line = <STDIN>) {
        chomp(my $file = $line);
        next if -l $file || !-f _ || -s _ > LIMIT;
        if ($file =~ /\.(?:zip|xpi|epub|jar)$/) {
            each_member($do, $file);
            next;
        }
        my $lang = language_of($file);
        next if $lang eq '';
        my $bytes = $file =~ /\.[dg]z$/ ? gunzip($file) : slurp($file);
        $do->($lang, $file =~ s/\.gz$//r, $bytes) if defined $bytes;
    }
}

sub language_of {
    my ($file) = @_;
    my $spec = $opt{lang};
    return $spec if $spec !~ /\(/;
    my $as_is = $spec =~ s/^=//;
    return 'en' if $file !~ /$spec/ || !defined $1;
    return $as_is ? lc $1 : language($1);
}

sub slurp {
    my ($file) = @_;
    open my $in, '<:raw', $file or warn("$file: $!\n"), return;
    local $/;
    return scalar <$in>;
}

sub gunzip {
    my ($file) = @_;
    my $z = IO::Uncompress::Gunzip->new($file, MultiStream => 1)
        or warn("$file: not gzip\n"), return;
    return inflated($z, $file);
}

sub inflated {
    my ($z, $file) = @_;
    my ($out, $part) = ('', '');
    while ((my $n = $z->read($part, 1 << 20)) > 0) {
        $out .= $part;
        warn("$file: too large\n"), return if length $out > LIMIT;
    }
    return $out;
}

sub each_member {
    my ($do, $file) = @_;
    my $z = IO::Uncompress::Unzip->new($file)
        or warn("$file: not zip\n"), return;
    my $more;
    do {
        my $name = "$file/" . $z->getHeaderInfo->{Name};
        my $bytes = inflated($z, $name);
        $bytes = gunzip(\$bytes) if defined $bytes && $name =~ /\.gz$/;
        my $lang = language_of($name);
        $do->($lang, $name, $bytes) if defined $bytes && $lang ne '';
    } while (($more = $z->nextStream) > 0);
    warn "$file: damaged\n" if $more < 0;
}

# Bytes to characters.  What is not UTF-8 is in $charset, if that is known.
sub decoded {
    my ($bytes, $charset) = @_;
    $bytes =~ s/^\xef\xbb\xbf//;
    my $copy = $bytes;
    my $s = eval { Encode::decode('UTF-8', $copy, Encode::FB_CROAK) };
    return $s if defined $s;
    my $codec = $charset && Encode::find_encoding($charset);
    return ($codec || Encode::find_encoding('UTF-8'))->decode($bytes);
}

# One paragraph on one line: no controls, soft hyphens, marks of direction or
# replacement characters, one blank for any white space, NFC.  The joiners
# U+200C and U+200D stay, as Persian and the Indic languages need them.
sub clean {
    my ($s) = @_;
    $s =~ s/[\s\x{a0}\x{2000}-\x{200a}\x{202f}\x{3000}]+/ /g;
    if ($s =~ /[^ -~]/) {
        $s =~ s/[\p{Cc}\x{ad}\x{200b}\x{feff}\x{2060}\x{200e}\x{200f}]//g;
        $s =~ s/[\x{202a}-\x{202e}\x{2066}-\x{2069}\x{fffd}\p{Co}\p{Cn}]//g;
        $s = Unicode::Normalize::NFC($s);
    }
    $s =~ s/^ +//;
    $s =~ s/ +$//;
    return $s;
}

# Is a clean paragraph prose?  Mostly letters, of some length, of some words.
# Scripts that write no blanks say more in a character.
sub prose {
    my ($s, $min) = @_;
    my $n = length $s;
    return 0 if 3 * $n < $min;
    my $wide = $s =~ tr/\x{0e00}-\x{0eff}\x{0f00}-\x{109f}\x{1780}-\x{17ff}\x{3040}-\x{30ff}\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}\x{ac00}-\x{d7a3}//;
    return 0 if $n + 2 * $wide < $min;
    return 0 if !$wide && $s =~ tr/ // < 3;
    (my $odd = $s) =~ s/[\p{L}\p{M} ]+//g;
    return length($odd) <= 0.28 * $n;
}

# The script that most letters of a language are written in.  Languages that
# are not named are taken as they come.
my %script;
{
    my %of = (
        Cyrillic => 'ru uk be bg mk sr kk ky tg mn tt ba cv os ab ce sah',
        Greek => 'el', Hebrew => 'he yi', Thai => 'th', Lao => 'lo',
        Arabic => 'ar fa ur ps ckb ug sd arz azb',
        Devanagari => 'hi mr ne sa mai bho awa new brx doi',
        Bengali => 'bn as', Tamil => 'ta', Telugu => 'te', Kannada => 'kn',
        Malayalam => 'ml', Gujarati => 'gu', Gurmukhi => 'pa', Oriya => 'or',
        Sinhala => 'si', Khmer => 'km', Myanmar => 'my', Tibetan => 'bo dz',
        Georgian => 'ka', Armenian => 'hy', Ethiopic => 'am ti',
        Han => 'zh_cn zh_tw zh_hk zh_lzh zh lzh', Hangul => 'ko',
    );
    for my $name (keys %of) {
        $script{$_} = qr/\p{Script=$name}+/ for split ' ', $of{$name};
    }
    $script{ja} = qr/[\p{Script=Han}\p{Hiragana}\p{Katakana}ー]+/;
}

# Words that give English away, less those that a language has itself.
my %english = map { $_ => 1 } qw(the of and to in is that for with this be are
    or you it from can by not will as an on which if at has);
my %alike = (
    nl => 'is in of be on an at', af => 'is in of be on an at',
    de => 'in an for at', sv => 'in an for at', da => 'in an for at',
    nb => 'in an for at', nn => 'in an for at',
    map { $_ => 'in on as is an' } qw(fr es it pt pt_br ca gl ro oc ast),
);
my %own;
$own{$_} = { map { $_ => 1 } split ' ', $alike{$_} } for keys %alike;

sub in_language {
    my ($s, $lang) = @_;
    return 1 if $lang eq 'en' || $lang eq 'code';
    if (my $re = $script{$lang}) {
        (my $letters = $s) =~ s/\P{L}+//g;
        (my $other = $letters) =~ s/$re//g;
        my $least = $lang =~ /^(?:zh|ja|ko)/ ? 0.35 : 0.5;
        return length($letters) - length($other) >= $least * length $letters;
    }
    my @words = split ' ', lc $s;
    my $own = $own{$lang};
    my $n = grep { $english{$_} && !($own && $own->{$_}) } @words;
    return $n < 0.18 * @words;
}

# A language's code in file names: lower case, the region only where the
# writing differs.  Empty for what is left out: English as other countries
# spell it, and second scripts.
my %renamed = (
    c => 'en', posix => 'en', en_us => 'en', zh_hans => 'zh_cn',
    zh_hant => 'zh_tw', zh => 'zh_cn', no => 'nb', sr_ec => 'sr',
    sr_cyrl => 'sr', iw => 'he', in => 'id', jp => 'ja',
    qw(cze cs deu de fra fr gle ga gre el hrv hr hun hu ita it lav lv lit lt
    nor nb pol pl por pt rom ro slv sl spa es srp sr swe sv ukr uk),
);

sub language {
    my ($code) = @_;
    $code = lc $code;
    $code =~ s/\.utf-?8$//;
    $code =~ tr/-/_/;
    $code = $renamed{$code} if exists $renamed{$code};
    return '' if $code !~ /^[a-z]{2,3}(?:_[a-z0-9]+)*$/
        || $code =~ /^en_|^(?:shaw|racv|grc|qqq|xx)$|_(?:latn|valencia|el)$/;
    return $code if $code =~ /^(?:pt_br|zh_(?:cn|tw|hk|lzh))$/;
    return $renamed{$1} || $1 if $code =~ /^([a-z]+)_[a-z]{2}$/;
    return $code =~ /_/ ? '' : $code;
}

# Writes a paragraph of language $lang if it is one.
sub emit {
    my ($lang, $s) = @_;
    $s = clean($s);
    emit_raw($lang, $s) if prose($s, $opt{min}) && in_language($s, $lang);
}

# Writes text as it stands.
my %out;
sub emit_raw {
    my ($lang, $s) = @_;
    die "$0: not a language: $lang\n" if $lang !~ /^\w+$/;
    $out{$lang} or open $out{$lang}, '>>:utf8', "$opt{out}/$lang.txt"
        or die "$0: $lang.txt: $!\n";
    print { $out{$lang} } $s, "\n\n" or die "$0: $lang.txt: $!\n";
}

END {
    for (keys %out) {
        close $out{$_} or warn("$0: $_.txt: $!\n"), $? = 1;
    }
}

# Character references, once; those of nobody are dropped, or read as names.
my $named;
sub entities {
    my ($s, $as_names) = @_;
    return $s if index($s, '&') < 0;
    $named ||= do { require Pod::Escapes; \%Pod::Escapes::Name2character };
    $s =~ s{&(?:\#x([0-9a-fA-F]{1,6})|\#([0-9]{1,7})|([A-Za-z][\w.-]*));}{
        defined $3 ? $3 eq 'apos' ? "'" : $named->{$3}
                         // ($as_names ? ucfirst $3 : '')
        : character(defined $1 ? hex $1 : $2)}ge;
    return $s;
}

sub character {
    my ($n) = @_;
    return $n > 0x10ffff || $n >= 0xd800 && $n < 0xe000 ? '' : chr $n;
}

1;
