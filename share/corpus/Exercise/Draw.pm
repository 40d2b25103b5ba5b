# Random draws.  Perl's own generator (drand48) gives the same sequence for a
# seed on every machine, so one seed is one text.
package Exercise::Draw;
use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(seed chance below between log_between pick pick_of weighted shuffled
    several);

sub seed { srand $_[0] }
sub chance { return rand() < $_[0] }

# An integer in [0, n), and one in [from, to].
sub below { return int rand $_[0] }
sub between { return $_[0] + int rand($_[1] - $_[0] + 1) }

# The same, but each doubling is equally likely.
sub log_between {
    my ($from, $to) = @_;
    return int($from * (($to + 1) / $from) ** rand);
}

# One of the values; one of an array, which may be long.
sub pick { return $_[rand @_] }
sub pick_of { my ($array) = @_; return $array->[rand @$array] }

# A value of (weight => value, ...); as weights may be equal, a list.
sub weighted {
    my $sum = 0;
    for (my $i = 0; $i < @_; $i += 2) { $sum += $_[$i] }
    my $at = rand $sum;
    for (my $i = 0; $i < @_; $i += 2) {
        return $_[$i + 1] if ($at -= $_[$i]) < 0;
    }
    return $_[-1];
}

sub shuffled {
    my @a = @_;
    for (my $i = @a; --$i > 0;) {
        my $j = int rand($i + 1);
        @a[$i, $j] = @a[$j, $i];
    }
    return @a;
}

# n different elements, or all.
sub several {
    my ($n, @a) = @_;
    for my $i (0 .. ($n < @a ? $n : @a) - 1) {
        my $j = $i + int rand(@a - $i);
        @a[$i, $j] = @a[$j, $i];
    }
    return @a[0 .. ($n < @a ? $n : @a) - 1];
}

1;
