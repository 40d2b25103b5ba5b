# Text in which something returns: a model learns from it to look back.
# (Copying is what a byte model acquires late from plain prose; a few percent
# of such text bring it early.)  Half of the distances are below 500 bytes, so
# that attention windows of 512 see both copies; none is above 1,800.
package Exercise::Returns;
use strict;
use warnings;
use Exercise::Draw;
use Exercise::Text;

sub new {
    my ($class, %arg) = @_;
    return bless { text => $arg{text} }, $class;
}

sub document {
    my ($self) = @_;
    my $d = weighted(
        42 => \&passages, 16 => \&strings, 7 => \&lists, 12 => \&store,
        5 => \&table, 8 => \&lines, 10 => \&names)->($self);
    $d =~ s/\n\s*\n/\n/g;
    return $d;
}

sub distance {
    return chance(0.5) ? log_between(50, 500) : log_between(500, 1800);
}

# ---- passages of prose

# Text is written piece by piece; what is due to return does so as soon as
# enough other text stands between.
sub woven {
    my ($self, $new, $filler, $size) = @_;
    my $out = '';
    my @due;
    while (length $out < $size || @due) {
        @due = sort { $a->[0] <=> $b->[0] } @due;
        if (@due && $due[0][0] <= length $out) {
            my $r = shift @due;
            my ($glue, $s, $again) = $r->[1]->();
            $out .= $glue . $s;
            push @due, [length($out) + distance(), $again] if $again;
        } elsif (@due && (chance(0.75) || length $out >= $size)) {
            my $gap = $due[0][0] - length $out;
            $out .= $filler->($gap > 30 ? $gap : 30);
        } elsif (@due < 4) {
            my ($s, @returns) = $new->();
            $out .= $s;
            push @due, map { [length($out) + distance(), $_] } @returns;
        } else {
            $out .= $filler->(between(40, 300));
        }
        last if length $out > $size + 3000;
    }
    return $out =~ s/^\s+//r;
}

sub passages {
    my ($self) = @_;
    my $t = $self->{text};
    my $lang = $t->language;
    my $glue = weighted(6 => "\n", 3 => ' ', 1 => "\n* ", 1 => "\n> ",
        1 => "\n    ");
    return woven($self, sub {
        my $p = $t->passage(log_between(40, 640), $lang);
        my $n = weighted(5 => 1, 3 => 2, 2 => 3);
        return ($glue . $p, map { my $g = $glue;
            sub { ($g, again($t, $p, $lang)) } } 1 .. $n);
    }, sub {
        my ($n) = @_;
        return $glue . $t->passage($n > 1200 ? 1200 : $n, $lang);
    }, log_between(500, 4500));
}

# The passage as it returns: whole, from a middle on, up to a middle and
# then on with other text, or with a small change.
sub again {
    my ($t, $p, $lang) = @_;
    my $n = length $p;
    my $how = weighted(50 => 'whole', 27 => 'rest', 11 => 'start', 12 => 'changed');
    if ($how eq 'rest' && $n > 60) {
        my $at = Exercise::Text::word_start($p, 10, int 0.7 * $n);
        return substr $p, $at;
    }
    if ($how eq 'start' && $n > 60) {
        my $at = Exercise::Text::word_start($p, int(0.3 * $n), $n - 20);
        return $at ? substr($p, 0, $at) . $t->passage(between(30, 160), $lang) : $p;
    }
    return changed($t, $p, $lang) if $how eq 'changed';
    return $p;
}

sub changed {
    my ($t, $p, $lang) = @_;
    my @w = split /( +)/, $p;
    return $p if @w < 5;
    for (1 .. weighted(5 => 1, 3 => 2, 2 => 3)) {
        my $i = 2 * below(@w / 2);
        my $how = below(6);
        if ($how == 0) { splice @w, $i, 2; last if @w < 5 }
        elsif ($how == 1) { ($w[$i]) = $t->some_words(1, $lang) }
        elsif ($how == 2) { $w[$i] = uc $w[$i] if $w[$i] !~ /[\x80-\xff]/ }
        elsif ($how == 3) { $w[$i] = ucfirst $w[$i] }
        elsif ($how == 4) { $w[$i] .= ' ' . ($t->some_words(1, $lang))[0] }
        else { $w[$i] =~ s/(\d+)/between(1, 999)/e or $w[$i] .= pick(',', '.', '!', ' --') }
    }
    return join '', @w;
}

# ---- strings that nobody can guess

my @consonants = split //, 'bcdfghjklmnpqrstvwxz';
my @lower = ('a' .. 'z');
my @base64 = ('A' .. 'Z', 'a' .. 'z', 0 .. 9, '+', '/');
my @hex = (0 .. 9, 'a' .. 'f');
my @greek = map { "\xce" . chr } 0xb1 .. 0xbf;
my @cyrillic = map { "\xd0" . chr } 0xb0 .. 0xbf;

sub of { my ($n, @from) = @_; return join '', map { $from[rand @from] } 1 .. $n }

sub random_string {
    my $n = log_between(4, 64);
    return weighted(
        3 => sub { of($n, @lower) },
        4 => sub { of($n, @consonants) },
        2 => sub { of($n, 'A' .. 'Z') },
        4 => sub { of($n, @hex) },
        3 => sub { of($n, @base64) },
        4 => sub { of($n, 0 .. 9) },
        1 => sub { join ' ', map { of(between(1, 4), 0 .. 9) } 1 .. 1 + $n / 4 },
        2 => sub { join '-', map { of($_, @hex) } 8, 4, 4, 4, 12 },
        2 => sub { join ' ', map { of(2, @hex) } 1 .. 1 + $n / 3 },
        2 => sub { join '.', map { below(256) } 1 .. 4 },
        1 => sub { join ':', map { of(2, @hex) } 1 .. 6 },
        2 => sub { join ' ', map { pseudo() } 1 .. 1 + $n / 8 },
        1 => sub { join ' ', of(1 + $n / 2, @lower) =~ /./g },
        1 => sub { join '', map { chr between(33, 126) } 1 .. $n },
        1 => sub { of(1 + $n / 2, @greek) },
        1 => sub { of(1 + $n / 2, @cyrillic) },
        1 => sub { join '/', '', map { pseudo() } 1 .. between(2, 5) },
        1 => sub { pseudo() . '.' . pseudo() . '@' . pseudo() . '.'
            . pick(qw(org com net de example)) },
        1 => sub { of(1, 'A' .. 'Z') . of(3, 0 .. 9) . '-' . of(4, 'A' .. 'Z', 0 .. 9) },
    )->();
}

# A word that could be one.
sub pseudo {
    return join '', map {
        pick(qw(b c d f g h k l m n p r s t v w z st tr ch br pl th sh gr kl))
        . pick(qw(a e i o u a e i o ai ou ee ia))
        . pick('', '', '', qw(n r s l m t nd x ck))
    } 1 .. weighted(3 => 1, 5 => 2, 3 => 3, 1 => 4);
}

sub strings {
    my ($self) = @_;
    my $t = $self->{text};
    my $lang = $t->language;
    my $form = below(4);
    if ($form == 0) {
        # A few strings in any order, again and again.
        my @s = map { random_string() } 1 .. between(1, 7);
        my $sep = pick("\n", ' ', ', ', '; ', "\t", ' | ', "\n- ");
        my $size = log_between(300, 1500);
        my $out = '';
        $out .= pick(@s) . $sep while length $out < $size;
        return $out;
    }
    if ($form == 1) {
        # One string and its copies, with prose between.
        return woven($self, sub {
            my $s = random_string();
            my $g = pick("\n", ' ', "\n", ': ', ' "', ' (');
            my $c = $g eq ' "' ? '"' : $g eq ' (' ? ')' : '';
            my $back = sub { my $f = shift; sub { ($g, part($s) . $c) } };
            return ("$g$s$c", map { $back->() } 1 .. weighted(4 => 1, 3 => 2, 3 => 3));
        }, sub {
            my ($n) = @_;
            return "\n" . $t->passage($n > 800 ? 800 : $n, $lang);
        }, log_between(300, 2000));
    }
    if ($form == 2) {
        # The same sequence of strings twice or more.
        my @s = map { random_string() } 1 .. between(2, 9);
        my $sep = pick("\n", ' ', ', ', "\t", ' - ');
        my $mid = chance(0.5) ? "\n" : "\n" . $t->passage(between(40, 600), $lang) . "\n";
        return join $mid, (join $sep, @s) x between(2, 4);
    }
    # Lines about strings.
    my %about;
    my @s = map { random_string() } 1 .. between(2, 6);
    my $verb = (['created', 'opened', 'sent', 'read', 'closed', 'removed'],
        ['start', 'run', 'wait', 'retry', 'stop', 'done'],
        ['erstellt', 'geöffnet', 'gesendet', 'gelesen', 'gelöscht'],
        ['vu', 'pris', 'envoyé', 'rendu', 'perdu'])[below(4)];
    my $shape = below(4);
    return join "\n", map {
        my $s = pick(@s);
        my $v = pick(@$verb);
        $shape == 0 ? "$v $s" : $shape == 1 ? "$s: $v"
            : $shape == 2 ? "[$v] id=$s" : "<$s> $v, " . part($s);
    } 1 .. between(8, 40);
}

sub part {
    my ($s) = @_;
    return $s if chance(0.8) || length $s < 12 || $s =~ /[\x80-\xff]/;
    return chance(0.5) ? substr($s, 0, between(6, length($s) - 2))
        : substr $s, between(2, length($s) - 6);
}

# ---- lists of words

sub lists {
    my ($self) = @_;
    my $t = $self->{text};
    my $lang = $t->language;
    my @w = $t->some_words(between(5, 40), $lang);
    my $numbered = chance(0.3);
    my ($head, $sep) = @{ pick(['', ', '], ['', ' '], ['- ', "\n- "], ['', "\n"],
        ['* ', "\n* "], ['', ' / '], ['', "\t"]) };
    my $list = sub {
        my $i = 0;
        return join "\n", map { ++$i . ". $_" } @_ if $numbered;
        return $head . join $sep, @_;
    };
    my @part = ($list->(@w));
    for (1 .. between(1, 4)) {
        push @part, $t->passage(log_between(40, 700), $lang) if chance(0.6);
        push @part, weighted(
            8 => sub { $list->(@w) },
            2 => sub { $list->(reverse @w) },
            2 => sub { $list->(sort @w) },
            2 => sub { my @v = @w; splice @v, below(scalar @v), 1; $list->(@v) },
            2 => sub { my @v = @w; $v[below(scalar @v)] = ($t->some_words(1, $lang))[0]; $list->(@v) },
            1 => sub { $list->(shuffled(@w)) },
            1 => sub { $list->(map { "$_ " . pseudo() } @w) },
            1 => sub { my $k = below(scalar @w); $list->(@w[$k .. $#w]) },
        )->();
    }
    return join "\n", @part;
}

# ---- stores of keys and values

my @field = qw(name id port host user path size mode color level timeout width
    height path token city street country phone email key version language
    title author date status count price owner group type depth weight speed
    server proxy cache debug prefix suffix charset locale theme font margin);

sub value {
    my ($t, $lang) = @_;
    return weighted(
        4 => sub { between(0, log_between(1, 100000)) },
        3 => sub { ($t->some_words(1, $lang))[0] },
        3 => sub { substr random_string(), 0, 24 },
        2 => sub { pick(qw(true false yes no on off none auto)) },
        2 => sub { $t->line(50, $lang) },
        1 => sub { sprintf '%.2f', rand 1000 },
        1 => sub { pseudo() },
    )->();
}

sub store {
    my ($self) = @_;
    my $t = $self->{text};
    my $lang = $t->language;
    my $n = between(3, 24);
    my $key = weighted(
        4 => sub { pick(@field) . (chance(0.3) ? '_' . between(1, 99) : '') },
        3 => sub { ($t->some_words(1, $lang))[0] },
        3 => sub { pseudo() },
        2 => sub { substr random_string(), 0, 12 },
        1 => sub { join '.', pick(@field), pseudo() });
    my (%v, @k);
    for (1 .. $n) {
        my $k = $key->();
        next if exists $v{$k} || $k eq '';
        push @k, $k;
        $v{$k} = value($t, $lang);
    }
    my ($put, $get, $ask) = @{ pick(
        ['%s = %s', '%s = %s'], ['%s: %s', '%s: %s'], ['%s=%s', '%s=%s'],
        ['set %s %s', "get %s\n%s"], ['"%s": "%s",', '"%s": "%s"'],
        ['%s -> %s', '%s -> %s'], ["%s\t%s", "%s\t%s"], ['export %s="%s"', "echo \$%s\n%s"],
        ['%s => %s', '%s? %s'], ['The %s is %s.', "What is the %s?\n%s"],
        ['%s is %s.', 'Q: %s? A: %s'], ['%s ist %s.', "Was ist %s? %s"],
        ['%s est %s.', "Qu'est-ce que %s ? %s"], ['%s es %s.', '¿Qué es %s? %s'],
        ['%s — %s', '%s — %s'], ['<%s>%s</>', '<%s>%s</>'], ['db["%s"] = "%s"', "print(db[\"%s\"])\n%s"],
    ) };
    my @out = map { sprintf $put, $_, $v{$_} } @k;
    @out = shuffled(@out) if chance(0.2);
    for (1 .. between(3, 2 * $n)) {
        if (chance(0.08)) {
            push @out, $t->line(200, $lang);
        } elsif (chance(0.1)) {
            my $k = pick(@k);
            $v{$k} = value($t, $lang);
            push @out, sprintf $put, $k, $v{$k};
        } else {
            my $k = pick(@k);
            push @out, sprintf $get, $k, $v{$k};
        }
    }
    return join "\n", @out;
}

sub table {
    my ($self) = @_;
    my $t = $self->{text};
    my $lang = $t->language;
    my @col = several(between(2, 5), @field);
    my @row;
    for (1 .. between(3, 12)) {
        push @row, [map { my $v = value($t, $lang); $v =~ tr/|\t,/   /;
            Exercise::Text::cut($v, 24) } @col];
    }
    my $sep = pick(' | ', "\t", ',', '; ', '  ');
    my $rule = $sep eq ' | ' ? "\n" . join('-|-', map { '-' x length } @col) : '';
    my $print = sub { join "\n", join($sep, @col) . $rule, map { join $sep, @$_ } @_ };
    my @out = $print->(@row);
    for (1 .. between(2, 8)) {
        my $r = pick(@row);
        my ($i, $j) = (below(scalar @col), below(scalar @col));
        push @out, weighted(
            4 => sub { join $sep, @$r },
            3 => sub { "$col[$i] of $r->[$j] ($col[$j]): $r->[$i]" },
            2 => sub { "$col[$i] = $r->[$i], $col[$j] = $r->[$j]" },
            2 => sub { $print->(sort { $a->[0] cmp $b->[0] } @row) },
            1 => sub { $print->(reverse @row) },
            1 => sub { $t->passage(log_between(40, 400), $lang) },
            1 => sub { my $k = $i; join ', ', map { $_->[$k] } @row },
        )->();
        last if length join('', @out) > 5000;
    }
    return join "\n", @out;
}

# ---- the same line

sub lines {
    my ($self) = @_;
    my $t = $self->{text};
    my $lang = $t->language;
    my @l = map { chance(0.75) ? $t->line(log_between(12, 160), $lang)
        : join pick(' ', ', ', "\t"), map { random_string() } 1 .. between(1, 3) }
        1 .. weighted(6 => 1, 3 => 2, 2 => 3, 1 => 5);
    my $n = log_between(2, 60);
    my $size = 5000;
    my @out;
    my $form = weighted(6 => 'same', 2 => 'numbered', 2 => 'varied', 2 => 'between');
    my $sep = weighted(8 => "\n", 1 => ' ', 1 => '; ', 1 => '');
    my $sum = 0;
    for my $i (1 .. $n) {
        for my $l (@l) {
            my $s = $l;
            $s = "$i. $s" if $form eq 'numbered';
            $s .= ' ' . ($t->some_words(1, $lang))[0] if $form eq 'varied' && chance(0.3);
            push @out, $s;
            push @out, $t->line(120, $lang) if $form eq 'between' && chance(0.3);
            $sum += length $s;
        }
        last if $sum > $size;
    }
    push @out, $t->passage(between(40, 300), $lang) if chance(0.4);
    return join $sep, @out;
}

# ---- names

# A page of prose in which invented names take the place of those in it.
sub names {
    my ($self) = @_;
    my $t = $self->{text};
    for (1 .. 6) {
        my $p = $t->passage(log_between(700, 3500), $t->language);
        my (%n, %new);
        $n{$1}++ while $p =~ /(?<=[a-z,\x80-\xff] )([A-Z][a-z]{2,})\b(?![\x80-\xff])/g;
        my @names = grep { $n{$_} >= 2 } sort keys %n;
        next if !@names;
        for (@names) {
            $new{$_} = ucfirst pseudo();
            $new{$_} .= ' ' . ucfirst pseudo() if chance(0.15);
        }
        my $any = join '|', map { quotemeta } @names;
        $p =~ s/\b($any)\b/$new{$1}/g;
        return $p;
    }
    my @who = map { ucfirst(pseudo()) . (chance(0.5) ? ' ' . ucfirst pseudo() : '') }
        1 .. between(2, 5);
    my $lang = $t->language;
    return join "\n", map { pick(@who) . pick(': ', ' -- ', ', ', '> ') . $t->line(150, $lang) }
        1 .. between(6, 30);
}

1;
