# Letter games: spelling, taking words apart and putting them together, small
# sums.  One third of the documents have CUTE's own prompts (prompts.txt), the
# others the wordings of wordings.tsv with answers in many forms.
#
# Words are of the corpus, beyond the 2,500 most frequent of their language (a
# benchmark asks for frequent words), none of those in the files of exclude;
# a third of the strings are random.  Related words are those that a dictionary
# of the corpus lists as synonyms (GCIDE); without it the task is left out.
package Exercise::Letters;
use strict;
use warnings;
use utf8;
use Encode ();
use FindBin;
use Exercise::Draw;

use constant COMMON => 2500;

my @latin = ('a' .. 'z');
my @consonants = split //, 'bcdfghjklmnpqrstvwxz';
my %letters_of = (
    de => 'abcdefghijklmnopqrstuvwxyzäöüß', fr => 'abcdefghijklmnopqrstuvwxyzéèêàçôî',
    es => 'abcdefghijklmnñopqrstuvwxyzáéíóú', it => 'abcdefghilmnopqrstuvzàèéìòù',
    pt => 'abcdefghijlmnopqrstuvxzãçéáóõ', nl => 'abcdefghijklmnopqrstuvwxyzë',
    pl => 'abcdefghijklłmnoprstuwyzżźćńóśąę', sv => 'abcdefghijklmnopqrstuvwxyzåäö',
    ru => 'абвгдежзийклмнопрстуфхцчшщыьэюя', uk => 'абвгґдеєжзиіїйклмнопрстуфхцчшщьюя',
    tr => 'abcçdefgğhıijklmnoöprsştuüvyz', ja => 'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん',
);
my %yes = (en => ['Yes', 'No'], de => ['Ja', 'Nein'], fr => ['Oui', 'Non'],
    es => ['Sí', 'No'], it => ['Sì', 'No'], pt => ['Sim', 'Não'], nl => ['Ja', 'Nee'],
    pl => ['Tak', 'Nie'], sv => ['Ja', 'Nej'], ru => ['Да', 'Нет'], uk => ['Так', 'Ні'],
    tr => ['Evet', 'Hayır'], ja => ['はい', 'いいえ'], zh => ['是', '否']);
my %answer = (en => 'Answer', de => 'Antwort', fr => 'Réponse', es => 'Respuesta',
    it => 'Risposta', pt => 'Resposta', nl => 'Antwoord', pl => 'Odpowiedź', sv => 'Svar',
    ru => 'Ответ', uk => 'Відповідь', tr => 'Cevap', ja => '答え', zh => '答案');
my %question = (en => 'Question', de => 'Frage', fr => 'Question', es => 'Pregunta',
    it => 'Domanda', pt => 'Pergunta', nl => 'Vraag', pl => 'Pytanie', sv => 'Fråga',
    ru => 'Вопрос', uk => 'Питання', tr => 'Soru', ja => '質問', zh => '问题');

sub new {
    my ($class, %arg) = @_;
    my $self = bless { text => $arg{text}, pool => {} }, $class;
    $self->read_prompts("$FindBin::Bin/Exercise/prompts.txt");
    $self->read_wordings("$FindBin::Bin/Exercise/wordings.tsv");
    my $t = $self->{text};
    $self->{pool}{$_} = $self->words_of($_) for sort keys %letters_of;
    $self->{pool}{en} = $self->words_of('en');
    $self->index_neighbours;
    $self->read_synonyms;
    $self->read_sentences;
    return $self;
}

sub slurp {
    my ($path, $most) = @_;
    open my $in, '<:raw', $path or die "$path: $!\n";
    read $in, my ($s), $most // -s $in;
    # A character cut off at the end becomes a replacement character.
    return Encode::decode('UTF-8', $s);
}

sub read_prompts {
    my ($self, $path) = @_;
    my $task;
    for (split /\n/, slurp($path)) {
        next if /^#/ || $_ eq '';
        if (/^task (\w+)$/) { $task = $1 }
        elsif (/^Question: /) { $self->{ask}{$task} = $_ }
        else { push @{ $self->{head}{$task} }, $_ }
    }
}

sub read_wordings {
    my ($self, $path) = @_;
    for (split /\n/, slurp($path)) {
        next if /^#/ || $_ eq '';
        my ($task, $lang, $q) = split /\t/;
        push @{ $self->{wording}{$task}{$lang} }, $q;
    }
}

# ---- words and sentences of the corpus

# Words of three to sixteen letters by how often they occur in lower case, in
# the first part of each file; the most frequent are left out.
sub words_of {
    my ($self, $lang) = @_;
    my $t = $self->{text};
    my $table = $t->{files}{$lang} or return [];
    my %n;
    for (my $i = 1; $i < @$table; $i += 2) {
        my $s = slurp($table->[$i][0], $lang eq 'en' ? 120_000 : 400_000);
        $n{$1}++ while $s =~ /(?<![\w'’-])(\p{Ll}{3,16})(?![\w'’-])/g;
    }
    my $letters = join '', $letters_of{$lang} // 'a-z';
    my @w = grep { $n{$_} > 1 && !/[^$letters]/ } keys %n;
    @w = sort { $n{$b} <=> $n{$a} || $a cmp $b } @w;
    my %common = map { $_ => 1 } @w[0 .. ($#w < COMMON - 1 ? $#w : COMMON - 1)];
    @w = grep { !$common{$_} && !$t->{not}{$_} } @w;
    return [@w > 60000 ? @w[0 .. 59999] : @w];
}

# Words that are one or two edits apart share a key: a word less one letter.
sub keys_of { my ($w) = @_; return map { substr($w, 0, $_) . substr $w, $_ + 1 } 0 .. length($w) - 1 }

sub index_neighbours {
    my ($self) = @_;
    my $pool = $self->{pool}{en};
    my $n = 0;
    for my $w (@$pool) {
        last if $n++ >= 25000;
        push @{ $self->{key}{$_} }, $w for keys_of($w);
    }
}

sub neighbour {
    my ($self, $w) = @_;
    my @near = grep { $_ ne $w } map { @{ $self->{key}{$_} || [] } } keys_of($w);
    return @near ? pick(@near) : undef;
}

sub read_synonyms {
    my ($self) = @_;
    my $table = $self->{text}{files}{en} or return;
    my $not = $self->{text}{not};
    my %rare = map { $_ => 1 } @{ $self->{pool}{en} };
    for (my $i = 1; $i < @$table; $i += 2) {
        next if $table->[$i][2] !~ /^en\.gcide/;
        my $s = slurp($table->[$i][0]);
        while ($s =~ /^Syn: ([^.\n]+)/mg) {
            my @w = grep { /^[a-z]{3,14}$/ && !$not->{$_} } map { s/^\s+|\s+$//gr } split /[;,]/, lc $1;
            my @given = grep { $rare{$_} } @w;
            push @{ $self->{synonyms} }, [\@given, \@w] if @given && @w > 1;
        }
    }
}

sub read_sentences {
    my ($self) = @_;
    my $table = $self->{text}{files}{en} or return;
    my (@plain, @other);
    for (my $i = 1; $i < @$table; $i += 2) {
        my $simple = $table->[$i][2] =~ /stor(?:y|ies)|dialog|common_voice|wesnoth|plain/;
        my $to = $simple ? \@plain : \@other;
        my $s = slurp($table->[$i][0], $simple ? 2_000_000 : 60_000);
        $s =~ tr/’/'/;
        my $n = 0;
        while ($s =~ /(?:^|[.!?] )([A-Z][a-z]*(?:[,]? [A-Za-z][a-z']*){3,15}[.!?])(?= |$)/mg) {
            my $one = $1;
            next if $one =~ /\b(?:Mr|Mrs|Dr|St|No|Capt|Col|Gen|Messrs|vol|etc|[A-Z])\.$/;
            push @$to, $one;
            last if ++$n >= ($simple ? 4000 : 150);
        }
    }
    $self->{sentences} = [grep { @$_ } \@plain, \@other];
}

sub sentence {
    my ($self) = @_;
    my $all = $self->{sentences};
    return if !@$all;
    my $s = pick_of(pick_of($all));
    return weighted(6 => $s, 2 => lc $s, 1 => $s =~ s/[.!?]$//r);
}

# A word or a random string, of language $lang.
sub word {
    my ($self, $lang, $kind) = @_;
    my $pool = $self->{pool}{$lang};
    $kind //= weighted(65 => 'word', 20 => 'consonants', 15 => 'letters');
    return pick_of($pool) if $kind eq 'word' && $pool && @$pool >= 50;
    my $n = weighted(8 => 3, 10 => 4, 10 => 5, 10 => 6, 10 => 7, 9 => 8, 7 => 9, 6 => 10,
        5 => 11, 4 => 12, 3 => 13, 2 => 14, 2 => 15, 2 => 16);
    my @from = $letters_of{$lang} && $kind ne 'consonants' ? split //, $letters_of{$lang}
        : $kind eq 'consonants' ? @consonants : @latin;
    for (1 .. 20) {
        my $s = join '', map { $from[rand @from] } 1 .. $n;
        return $s if !$self->{text}{not}{$s};
    }
    return join '', map { $from[rand @from] } 1 .. 16;
}

sub letter {
    my ($self, $lang) = @_;
    return pick($letters_of{$lang} ? split //, $letters_of{$lang} : @latin);
}

# ---- the tasks: each gives the fields of its question, and the answer

# What stands in a sentence as a word, and changes of it.  A word that goes
# takes the blank before it along, as CUTE has it.
sub at { my ($w) = @_; return qr/(?<![\w'])\Q$w\E(?![\w'])/ }
sub tokens { return $_[0] =~ /([A-Za-z']+)/g }

sub without {
    my ($s, $w) = @_;
    my $at = at($w);
    $s =~ s/^$at ?//;
    $s =~ s/ ?$at//g;
    return $s;
}

sub swapped {
    my ($s, $at_c, $at_d, $c, $d) = @_;
    return $s =~ s/($at_c)|($at_d)/defined $1 ? $d : $c/ger;
}

my %task = (
    spell => sub { my ($self, $lang) = @_; my $w = $self->word($lang); return { w => $w, answer => join ' ', split //, $w } },
    spell_inverse => sub { my ($self, $lang) = @_; my $w = $self->word($lang); return { s => join(' ', split //, $w), answer => $w } },
    contains_char => sub {
        my ($self, $lang) = @_;
        my $w = $self->word($lang);
        my $yes = chance(0.5);
        my $c = $yes ? substr $w, below(length $w), 1 : $self->letter($lang);
        $c = $self->letter($lang) while !$yes && index($w, $c) >= 0;
        return { c => $c, w => $w, yes => $yes };
    },
    ins_char => sub {
        my ($self, $lang) = @_;
        my $w = $self->word($lang);
        my ($c, $d) = ($self->letter($lang), substr $w, below(length $w), 1);
        return { c => $c, d => $d, w => $w, answer => $w =~ s/\Q$d\E/$d$c/gr };
    },
    del_char => sub {
        my ($self, $lang) = @_;
        my $w = $self->word($lang);
        my $c = substr $w, below(length $w), 1;
        my $a = $w =~ s/\Q$c\E//gr;
        return $a eq '' ? undef : { c => $c, w => $w, answer => $a };
    },
    sub_char => sub {
        my ($self, $lang) = @_;
        my $w = $self->word($lang);
        my ($c, $d) = (substr($w, below(length $w), 1), $self->letter($lang));
        return { c => $c, d => $d, w => $w, answer => $w =~ s/\Q$c\E/$d/gr };
    },
    swap_char => sub {
        my ($self, $lang) = @_;
        my $w = $self->word($lang);
        my @once = grep { my $c = $_; 1 == (() = $w =~ /\Q$c\E/g) } split //, $w;
        my ($c, $d) = several(2, @once);
        return if !defined $d;
        return { c => $c, d => $d, w => $w, answer => swapped($w, qr/\Q$c\E/, qr/\Q$d\E/, $c, $d) };
    },
    contains_word => sub {
        my ($self) = @_;
        my $w = $self->sentence // return;
        my @t = tokens($w);
        my $yes = chance(0.5);
        my $c = $yes ? pick(@t) : chance(0.5) ? $self->word('en', 'word') : pick(tokens($self->sentence));
        $c = lc $c if chance(0.4);
        $yes = $w =~ /(?<![\w'])\Q$c\E(?![\w'])/i ? 1 : 0;
        return { c => $c, w => $w, yes => $yes };
    },
    ins_word => sub {
        my ($self) = @_;
        my $w = $self->sentence // return;
        my ($d, $c) = (pick(tokens($w)), chance(0.6) ? pick(tokens($self->sentence)) : $self->word('en', 'word'));
        my $at = at($d);
        return { c => $c, d => $d, w => $w, answer => $w =~ s/($at)/$1 $c/gr };
    },
    del_word => sub {
        my ($self) = @_;
        my $w = $self->sentence // return;
        my $c = pick(tokens($w));
        return { c => $c, w => $w, answer => without($w, $c) };
    },
    sub_word => sub {
        my ($self) = @_;
        my $w = $self->sentence // return;
        my ($c, $d) = (pick(tokens($w)), chance(0.6) ? pick(tokens($self->sentence)) : $self->word('en', 'word'));
        my $at = at($c);
        return { c => $c, d => $d, w => $w, answer => $w =~ s/$at/$d/gr };
    },
    swap_word => sub {
        my ($self) = @_;
        my $w = $self->sentence // return;
        my %n;
        $n{$_}++ for tokens($w);
        my ($c, $d) = several(2, grep { $n{$_} == 1 } tokens($w));
        return if !defined $d;
        return { c => $c, d => $d, w => $w, answer => swapped($w, at($c), at($d), $c, $d) };
    },
    orth => sub {
        my ($self) = @_;
        return if @{ $self->{pool}{en} } < 50;
        my $w = $self->word('en', 'word');
        my $near = chance(0.75) ? $self->neighbour($w) : undef;
        $near //= $self->word('en', 'word');
        my $far = chance(0.7) ? $self->word('en', 'word') : $self->neighbour($self->word('en', 'word')) // return;
        my ($x, $y) = (distance($w, $near), distance($w, $far));
        return if $x == $y || !$x || !$y;
        ($near, $far) = ($far, $near) if $y < $x;
        my ($a, $b) = shuffled($near, $far);
        return { w => $w, a => $a, b => $b, answer => $near };
    },
    sem => sub {
        my ($self) = @_;
        my $list = pick_of($self->{synonyms});
        my $w = pick(@{ $list->[0] });
        my $near = pick(grep { $_ ne $w } @{ $list->[1] }) // return;
        my $far = chance(0.7) ? $self->neighbour($w) : undef;
        $far //= $self->word('en', 'word');
        return if grep { $_ eq $far } @{ $list->[1] };
        my ($a, $b) = shuffled($near, $far);
        return { w => $w, a => $a, b => $b, answer => $near };
    },
);

sub distance {
    my ($s, $t) = @_;
    my @s = split //, $s;
    my @t = split //, $t;
    my @row = 0 .. @t;
    for my $i (1 .. @s) {
        my ($left, $diagonal) = ($i, $row[0]);
        $row[0] = $i;
        for my $j (1 .. @t) {
            my $n = $diagonal + ($s[$i - 1] ne $t[$j - 1]);
            $n = $row[$j] + 1 if $row[$j] + 1 < $n;
            $n = $left + 1 if $left + 1 < $n;
            ($diagonal, $left) = ($row[$j], $n);
            $row[$j] = $n;
        }
    }
    return $row[@t];
}

# Games that CUTE does not have: QUESTION, ANSWER.
my @ordinal = qw(first second third fourth fifth sixth seventh eighth);
my @number = qw(zero one two three four five six seven eight nine ten eleven twelve);

sub game {
    my ($self) = @_;
    my $w = $self->word('en');
    my $c = substr $w, below(length $w), 1;
    my ($x, $y) = (below(log_between(10, 1000)), below(log_between(10, 1000)));
    my $some = sub { map { $self->word('en', 'word') } 1 .. $_[0] };
    return weighted(
        3 => sub { my $n = () = $w =~ /$c/g; (pick("How many times does \"$c\" occur in \"$w\"?", "How many $c are in $w?", "Count the letter $c in \"$w\".", "count($w, $c)"), $n) },
        2 => sub { (pick("How many letters has \"$w\"?", "Length of $w", "How long is the word \"$w\"?", "len($w)"), length $w) },
        2 => sub { (pick("Write \"$w\" backwards.", "Reverse $w", "What is $w spelt backwards?", "reverse($w)"), scalar reverse $w) },
        2 => sub { my $i = below(length($w) < 8 ? length $w : 8); (pick("What is the $ordinal[$i] letter of \"$w\"?", "The $ordinal[$i] letter of $w", 'Letter ' . ($i + 1) . " of $w"), substr $w, $i, 1) },
        1 => sub { (pick("What is the last letter of \"$w\"?", "Last letter of $w"), substr $w, -1) },
        1 => sub { (pick("Which letter comes after the first \"$c\" in \"$w\"?"), substr($w, index($w, $c) + 1, 1) || 'none') },
        1 => sub { (pick("Write \"$w\" in capitals.", "upper($w)", "$w in capital letters"), uc $w) },
        1 => sub { my $u = uc $w; (pick("Write \"$u\" in small letters.", "lower($u)"), $w) },
        1 => sub { (pick("Sort the letters of \"$w\".", "Letters of $w in alphabetical order"), join '', sort split //, $w) },
        1 => sub { my $v = $w =~ tr/aeiou//cdr; (pick("Which vowels are in \"$w\", in order?", "Vowels of $w"), join(' ', split //, $v) || 'none') },
        1 => sub { (pick("Double every letter of \"$w\".", "double($w)"), $w =~ s/(.)/$1$1/gr) },
        1 => sub { my ($v) = $some->(1); (pick("Join \"$w\" and \"$v\".", "$w + $v"), "$w$v") },
        1 => sub { my $n = between(1, length($w) - 1); (pick("What are the first $n letters of \"$w\"?", "left($w, $n)"), substr $w, 0, $n) },
        1 => sub { my $n = between(1, length($w) - 1); (pick("What are the last $n letters of \"$w\"?", "right($w, $n)"), substr $w, -$n) },
        1 => sub { my ($v) = $some->(1); (pick("Which is longer, \"$w\" or \"$v\"?"), length $w == length $v ? 'equal' : length $w > length $v ? $w : $v) },
        1 => sub { my @v = $some->(between(2, 6)); (pick('Sort: ', 'Put in alphabetical order: ') . join(', ', @v), join ', ', sort @v) },
        1 => sub { my @v = $some->(between(2, 8)); (pick('Repeat: ', 'Say again: ', 'Copy: ', 'echo ') . join(' ', @v), join ' ', @v) },
        1 => sub { my @v = $some->(between(2, 7)); ('Say in reverse order: ' . join(' ', @v), join ' ', reverse @v) },
        1 => sub { my @v = $some->(between(2, 7)); my $i = below(scalar @v); ("Which word is number " . ($i + 1) . ": " . join(' ', @v), $v[$i]) },
        1 => sub { my $s = $self->sentence // 'One two three.'; my $n = () = tokens($s); (pick("How many words: $s", "Count the words: $s"), $n) },
        1 => sub { my $s = $self->sentence // 'One two three.'; ("Repeat: $s", $s) },
        1 => sub { my $i = below(25); (pick('Which letter comes after ' . chr(97 + $i) . '?', 'Next letter: ' . chr(97 + $i)), chr 98 + $i) },
        1 => sub { my $i = 1 + below(25); ('Which letter comes before ' . chr(97 + $i) . '?', chr 96 + $i) },
        4 => sub { (pick("$x + $y = ?", "What is $x plus $y?", "Add $x and $y.", "$x+$y"), $x + $y) },
        3 => sub { my ($g, $l) = $x > $y ? ($x, $y) : ($y, $x); (pick("$g - $l = ?", "What is $g minus $l?", "Take $l from $g.", "$g-$l"), $g - $l) },
        2 => sub { my ($g, $l) = (between(2, 12), between(2, 20)); (pick("$g * $l = ?", "What is $g times $l?", "${g}x$l", "$g × $l"), $g * $l) },
        1 => sub { my ($g, $l) = (between(2, 12), between(2, 20)); (pick($g * $l . " / $g = ?", 'Divide ' . $g * $l . " by $g."), $l) },
        1 => sub { my @n = map { between(1, 20) } 1 .. between(3, 5); (pick('Sum: ', 'Add up: ', 'Total of ') . join(', ', @n), eval join '+', @n) },
        1 => sub { my @n = map { below(1000) } 1 .. between(2, 6); my ($m) = sort { $b <=> $a } @n; (pick('Largest: ', 'Which number is the greatest: ') . join(', ', @n), $m) },
        1 => sub { my ($s, $d) = (below(50), between(1, 12)); (pick('Go on: ', 'Next: ') . join(', ', map { $s + $d * $_ } 0 .. 3), $s + 4 * $d) },
        1 => sub { my ($g, $l) = (below(7), below(6)); (pick("What is $number[$g] plus $number[$l]?", "$number[$g] + $number[$l]"), $number[$g + $l]) },
        1 => sub { (pick("Is $x greater than $y?", "$x > $y?"), $x > $y ? 'Yes' : 'No') },
        1 => sub { (pick("Is $x even or odd?"), $x % 2 ? 'odd' : 'even') },
    )->();
}

# ---- documents

my @tasks = (2 => 'spell', 1 => 'spell_inverse', 2 => 'ins_char', 2 => 'del_char',
    2 => 'sub_char', 3 => 'swap_char', 2 => 'contains_char', 1 => 'orth', 1 => 'sem',
    1 => 'contains_word', 1 => 'ins_word', 1 => 'del_word', 1 => 'sub_word', 1 => 'swap_word');

sub item {
    my ($self, $task, $lang) = @_;
    for (1 .. 40) {
        my $i = $task{$task}->($self, $lang) or next;
        $i->{answer} = $yes{$lang}[!$i->{yes}] if exists $i->{yes};
        return $i;
    }
    return;
}

sub some_task {
    my ($self) = @_;
    for (;;) {
        my $task = weighted(@tasks);
        next if $task eq 'sem' && !$self->{synonyms};
        next if $task eq 'orth' && @{ $self->{pool}{en} } < 50;
        next if $task =~ /_word/ && !@{ $self->{sentences} };
        return $task;
    }
}

sub document {
    my ($self) = @_;
    my $d = weighted(40 => \&exact, 25 => \&bare, 45 => \&worded, 12 => \&mixed, 16 => \&games)->($self);
    utf8::encode($d);
    return $d;
}

sub fill { my ($form, @v) = @_; return $form =~ s/\{\}/shift @v/ger }

# The question as CUTE has it.
sub cute_question {
    my ($self, $task) = @_;
    my $i = $self->item($task, 'en') or return;
    my @v = $task eq 'spell' ? $i->{w} : $task eq 'spell_inverse' ? $i->{s}
        : $task =~ /^(?:contains|del)/ ? @$i{qw(c w)}
        : $task =~ /^(?:orth|sem)$/ ? @$i{qw(w a b)} : @$i{qw(c d w)};
    return fill($self->{ask}{$task}, @v) . " Answer: \"$i->{answer}\"";
}

# Its head, and one question or more.
sub exact {
    my ($self) = @_;
    my $task = $self->some_task;
    my $in = chance(0.85) ? ' ' x 12 : '';
    my @head = @{ $self->{head}{$task} };
    my $n = weighted(35 => 1, 15 => 2, 20 => between(3, 6), 15 => between(7, 13), 15 => 14);
    my @q = map { $self->cute_question($task) } 1 .. $n;
    my $gap = $in eq '' ? '' : "\n$in";
    return join "\n", (shift @head) . $gap, (map { "$in$_" } @head), ($in eq '' ? () : $in),
        map { "$in$_" } @q;
}

# Its questions alone, each with its answer: an example is what came before.
sub bare {
    my ($self) = @_;
    my $task = $self->some_task;
    my $n = between(5, 14);
    return join "\n", map { my $q = $self->cute_question($task) // next;
        $q =~ s/^Question: // if $n % 3 == 0; $q } 1 .. $n;
}

# How an answer is given: a sub of question, answer, language.
sub manner {
    my ($lang) = @_;
    my ($q, $a) = ($question{$lang}, $answer{$lang});
    my $i = 0;
    return weighted(
        4 => sub { "$q: $_[0] $a: \"$_[1]\"" },
        3 => sub { "$_[0] $a: \"$_[1]\"" },
        3 => sub { "$_[0] $a: $_[1]" },
        3 => sub { "$q: $_[0]\n$a: $_[1]" },
        3 => sub { "Q: $_[0]\nA: $_[1]" },
        2 => sub { ++$i . ". $_[0] $_[1]" },
        2 => sub { ++$i . ". $_[0]\n   $_[1]" },
        2 => sub { "$_[0] -> $_[1]" },
        2 => sub { "$_[0] = $_[1]" },
        2 => sub { "$_[0] => \"$_[1]\"" },
        2 => sub { "$_[0]\n$_[1]" },
        2 => sub { "$_[0]: $_[1]" },
        2 => sub { "- $_[0]\n- $_[1]" },
        2 => sub { "> $_[0]\n$_[1]" },
        1 => sub { "$_[0]\t$_[1]" },
        1 => sub { "$_[0] | $_[1]" },
        1 => sub { "User: $_[0]\nBot: $_[1]" },
        1 => sub { "- $_[0]\n- \"$_[1]\"." },
        1 => sub { "In: $_[0]\nOut: $_[1]" },
        1 => sub { "{\"q\": \"$_[0]\", \"a\": \"$_[1]\"}" },
    );
}

sub wording {
    my ($self, $task) = @_;
    (my $stem = $task) =~ s/_(?:char|word)$//;
    my %all;
    for my $t ($task, $stem) {
        my $w = $self->{wording}{$t} or next;
        push @{ $all{$_} }, @{ $w->{$_} } for keys %$w;
        last if $t eq $stem;
    }
    my $lang = 'en';
    if (chance(0.45)) {
        my @l = grep { $_ ne 'en' } sort keys %all;
        $lang = pick(@l) if @l;
    }
    return ($lang, pick(@{ $all{$lang} }));
}

sub ask {
    my ($self, $task, $lang, $wording, $sep) = @_;
    # The sentences are English; so are the words where a language has none.
    my $i = $self->item($task, $lang) or return;
    my $s = $i->{answer};
    my %v = %$i;
    if ($sep ne ' ') {
        $s =~ s/ /$sep/g if $task eq 'spell';
        $v{s} =~ s/ /$sep/g if $task eq 'spell_inverse';
    }
    return ($wording =~ s/\{(\w)\}/$v{$1}/gr, $s);
}

sub separator { return weighted(10 => ' ', 2 => '-', 2 => ', ', 1 => '.', 1 => ' - ', 1 => '/', 1 => '_') }

sub worded {
    my ($self) = @_;
    my $task = $self->some_task;
    my ($lang, $wording) = $self->wording($task);
    my $manner = manner($lang);
    my $sep = separator();
    return join "\n", map { my ($q, $a) = $self->ask($task, $lang, $wording, $sep);
        defined $a ? $manner->($q, $a) : () } 1 .. between(4, 14);
}

# Different tasks in turn, asked in one manner.
sub mixed {
    my ($self) = @_;
    my $manner = manner('en');
    return join "\n", map {
        my ($q, $a);
        if (chance(0.25)) {
            ($q, $a) = $self->game;
        } else {
            my $task = $self->some_task;
            my ($lang, $wording) = $self->wording($task);
            ($q, $a) = $self->ask($task, $lang, $wording, ' ');
        }
        defined $a ? $manner->($q, $a) : ();
    } 1 .. between(4, 20);
}

sub games {
    my ($self) = @_;
    my $manner = manner('en');
    return join "\n", map { my ($q, $a) = $self->game; $manner->($q, $a) } 1 .. between(6, 30);
}

1;
