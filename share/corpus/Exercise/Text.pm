# The corpus as a source of passages: bytes of UTF-8, cut between words and
# never inside a character, without empty lines.
package Exercise::Text;
use strict;
use warnings;
use Exercise::Draw;

sub new {
    my ($class, %arg) = @_;
    my $self = bless { exclude => {}, %arg{exclude} }, $class;
    my %lang;
    for my $path (sort map { -d $_ ? glob("$_/*.txt") : $_ } @{ $arg{files} }) {
        my ($name) = $path =~ m{([^/]+)$};
        my ($lang) = $name =~ /^([\w-]+)\./ or next;
        my $size = -s $path or next;
        next if $lang eq 'zz';              # our own work
        $lang = lc $lang;
        $lang =~ tr/-/_/;
        push @{ $lang{$lang} }, [$path, $size, $name];
    }
    die "exercises: no text\n" if !%lang;
    $self->{lang} = \%lang;
    $self->{words} = {};
    # Languages by the square root of their size, and so their files.
    for my $lang (sort keys %lang) {
        my $sum = 0;
        my @table;
        for (@{ $lang{$lang} }) {
            $sum += $_->[1];
            push @table, sqrt($_->[1])
                * ($_->[2] =~ /^en\.(?:se_|austen)|eltec|novel/ ? 2 : 1), $_;
        }
        $self->{files}{$lang} = \@table;
        push @{ $self->{others} }, sqrt $sum, $lang
            if $lang ne 'en' && $lang ne 'code';
    }
    my %not;
    for my $file (@{ $arg{exclude} || [] }) {
        open my $in, '<:encoding(UTF-8)', $file or die "$file: $!\n";
        while (<$in>) {
            $not{lc $1} = 1 while /(\p{L}+)/g;
        }
    }
    $self->{not} = \%not;
    return $self;
}

# Half English; a little code.
sub language {
    my ($self) = @_;
    my $l = $self->{files};
    return 'code' if $l->{code} && chance(0.05);
    return 'en' if $l->{en} && (chance(0.5) || !$self->{others});
    return $self->{others} ? weighted(@{ $self->{others} }) : (sort keys %$l)[0];
}

# n bytes, about, of language $lang.
sub passage {
    my ($self, $n, $lang) = @_;
    my $table = $self->{files}{$lang // $self->language};
    for (1 .. 8) {
        my ($path, $size) = @{ weighted(@$table) };
        my $slack = 400;
        open my $in, '<:raw', $path or die "$path: $!\n";
        my $room = $size - $n - $slack;
        seek $in, $room > 0 ? below($room) : 0, 0;
        read $in, my $s, $n + $slack;
        close $in;
        # From a paragraph's start where one is near, else from a word's.
        $s =~ s/\A[^\n]{0,$slack}\n+// if $room > 0 && chance(0.7);
        $s =~ s/\A[^ \n]{0,60}[ \n]+// if $room > 0;
        $s =~ s/\A[\x80-\xbf]+//;
        $s =~ s/\n\n+/\n/g;
        $s = cut($s, $n);
        return $s if length $s >= 0.5 * $n && length $s > 8;
    }
    return 'One more time.';
}

# The first n bytes or a little less, between words if it can be.
sub cut {
    my ($s, $n) = @_;
    return $s =~ s/\s+\z//r if length $s <= $n;
    my $t = substr $s, 0, $n + 1;
    $t =~ s/[ \n][^ \n]{0,24}\z// or $t =~ s/(?:[\xc0-\xff][\x80-\xbf]*|[\x00-\x7f])\z//;
    $t =~ s/\s+\z//;
    return $t;
}

# A position inside a passage where a word starts; 0 if there is none.
sub word_start {
    my ($s, $from, $to) = @_;
    my $at = between($from, $to);
    pos($s) = $at;
    return $+[0] if $s =~ /[ \n]+/g && $+[0] < length $s;
    while ($at < length $s && (ord(substr $s, $at, 1) & 0xc0) == 0x80) { $at++ }
    return $at < length $s ? $at : 0;
}

# One line of text of n bytes at most: a sentence if one fits.
sub line {
    my ($self, $n, $lang) = @_;
    my $s = $self->passage($n + 200, $lang);
    $s =~ tr/\n/ /;
    my ($t) = $s =~ /(?:\A|[.!?] )(\S[^.!?]{8,$n}[.!?])/;
    return defined $t && length $t <= $n ? $t : cut($s, $n);
}

# n words as they stand in a text.
sub some_words {
    my ($self, $n, $lang) = @_;
    my @w;
    for (1 .. 4) {
        push @w, grep { /^[A-Za-z\x80-\xff'-]{2,40}$/ }
            map { s/^[^\w\x80-\xff]+|[^\w\x80-\xff]+$//gr }
            split ' ', $self->passage(12 * $n + 200, $lang);
        last if @w >= $n;
    }
    push @w, 'word' if !@w;
    return several($n, @w);
}

1;
