# HTML and its kin to paragraphs: elements that hold no prose go with all they
# hold, block tags part paragraphs, other tags vanish, references are decoded
# once.  A parser that builds no tree: pages are too many and too unsound.
package Markup;
use strict;
use warnings;
use Corpus;
use Exporter 'import';

our @EXPORT = qw(drop_elements break_at paragraphs html);

sub alternatives { join '|', map { quotemeta } @_ }

# Whole elements, the self-closing ones first as they would eat what follows.
sub drop_elements {
    my ($text, $with, @names) = @_;
    my $any = alternatives(@names);
    $text =~ s{<(?:$any)\b[^<>]*/>}{$with}gi;
    $text =~ s{<($any)\b[^<>]*>.*?</\1\s*>}{$with}gis;
    return $text;
}

sub break_at {
    my ($text, @names) = @_;
    my $any = alternatives(@names);
    $text =~ s{</?(?:$any)\b[^<>]*>}{\x1e}gi;
    return $text;
}

# What is left between the breaks, without tags.
sub paragraphs {
    my ($text, $as_names) = @_;
    $text =~ s{<[/!?A-Za-z][^<>]*>}{}g;
    return grep { /\S/ } map { entities($_, $as_names) } split /\x1e/, $text;
}

my @barren = qw(script style head nav header footer noscript button svg math
    form select pre screen programlisting textarea);
my @blocks = qw(p div header h1 h2 h3 h4 h5 h6 li ul ol dl dt dd td th tr table tbody
    thead tfoot blockquote section article main body html figure figcaption hr
    title para summary details center address caption aside);

# The elements of @keep are prose here, though seldom elsewhere.
sub html {
    my ($text, @keep) = @_;
    my %keep = map { $_ => 1 } @keep;
    $text =~ s/\x1e//g;
    $text =~ s/<!--.*?-->//gs;
    $text = drop_elements($text, "\x1e", grep { !$keep{$_} } @barren);
    $text =~ s/<w?br\b[^<>]*>/ /gi;
    return paragraphs(break_at($text, @blocks));
}

1;
