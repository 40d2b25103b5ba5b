/* The prompts of CUTE.  Their text, with its slips, is that of the benchmark:
 * prompts.py of Leukas/CUTE on GitHub, MIT licence. */
#include "config.h"
#include "eval/cute_prompts.h"

const blt__cute_prompt blt__cute_prompts[BLT_CUTE_TASKS] = {
    { "spell", 1, 0,
      "Spell out the word, putting spaces between each letter, based on the "
      "following examples:",
      {
        "1. Spell out the word \"alphabet\". Answer: \"a l p h a b e t\"",
        "2. Spell out the word \"hello\". Answer: \"h e l l o\"",
        "3. Spell out the word \"zebra\". Answer: \"z e b r a\"",
        "4. Spell out the word \"tongue\". Answer: \"t o n g u e\"",
      },
      "Question: Spell out the word \"{}\"." },
    { "spell_inverse", 1, 0,
      "Write the word that is spelled out, without any spaces, based on the "
      "following examples:",
      {
        "1. Write the word \"a l p h a b e t\".  Answer: \"alphabet\"",
        "2. Write the word \"h e l l o\". Answer: \"hello\"",
        "3. Write the word \"z e b r a\". Answer: \"zebra\"",
        "4. Write the word \"t o n g u e\". Answer: \"tongue\"",
      },
      "Question: Write the word \"{}\"." },
    { "contains_char", 2, 0,
      "Answer whether the specified letter is in the given word, based on the "
      "following examples:",
      {
        "1. Is there a \"a\" in \"alphabet\"? Answer: \"Yes\"",
        "2. Is there a \"z\" in \"alphabet\"? Answer: \"No\"",
        "3. Is there a \"u\" in \"hello\"? Answer: \"No\"",
        "4. Is there a \"o\" in \"hello\"? Answer: \"Yes\"",
      },
      "Question: Is there a \"{}\" in \"{}\"?" },
    { "contains_word", 2, 1,
      "Answer whether the specified word is in the given sentence (case "
      "insensitive), based on the following examples:",
      {
        "1. Is there a \"the\" in \"The cow goes moo.\"? Answer: \"Yes\"",
        "2. Is there a \"goat\" in \"The cow goes moo.\"? Answer: \"No\"",
        "3. Is there a \"glad\" in \"I am very happy.\"? Answer: \"No\"",
        "4. Is there a \"happy\" in \"I am very happy.\"? Answer: \"Yes\"",
      },
      "Question: Is there a \"{}\" in \"{}\"?" },
    { "orth", 3, 0,
      "Select the word that is closer in Levenshtein distance to the given "
      "word based on the following examples:",
      {
        "1. Closer in Levenshtein distance to \"bold\": \"cold\", \"brave\". "
        "Answer: \"cold\"",
        "2. Closer in Levenshtein distance to \"computer\": \"completed\", "
        "\"laptop\". Answer: \"completed\"",
        "3. Closer in Levenshtein distance to \"happy\": \"glad, \"apply\". "
        "Answer: \"apply\"",
        "4. Closer in Levenshtein distance to \"camp\": \"ramp\", \"tent\". "
        "Answer: \"ramp\"",
      },
      "Question: Closer in Levenshtein distance to \"{}\": \"{}\", \"{}\"." },
    { "sem", 3, 0,
      "Select the word that is more semantically related to the given word "
      "based on the following examples:",
      {
        "1. More semantically related to \"bold\": \"cold\", \"brave\". "
        "Answer: \"brave\"",
        "2. More semantically related to \"computer\": \"completed\", "
        "\"laptop\". Answer: \"laptop\"",
        "3. More semantically related to \"happy\": \"glad\", \"apply\". "
        "Answer: \"glad\"",
        "4. More semantically related to \"camp\": \"ramp\", \"tent\". "
        "Answer: \"tent\"",
      },
      "Question: More semantically related to \"{}\": {}, {}." },
    { "ins_char", 3, 0,
      "Add the specified letter after every instance of the second specified "
      "letter in a given word, based on the following examples:",
      {
        "1. Add an \"e\" after every \"a\" in \"alphabet\". Answer: "
        "\"aelphaebet\"",
        "2. Add an \"l\" after every \"l\" in \"hello\". Answer: \"hellllo\"",
        "3. Add an \"t\" after every \"z\" in \"zebra\". Answer: \"ztebra\"",
        "4. Add an \"f\" after every \"u\" in \"tongue\". Answer: \"tongufe\"",
      },
      "Question: Add an \"{}\" after every \"{}\" in \"{}\"." },
    { "ins_word", 3, 1,
      "Add the specified word after every instance of the second specified "
      "word in a given sentence, based on the following examples:",
      {
        "1. Add \"bad\" after every \"beautiful\" in \"it is a beautiful "
        "day\". Answer: \"it is a beautiful bad day\"",
        "2. Add \"hello\" after every \"day\" in \"it is a beautiful day\". "
        "Answer: \"it is a beautiful day hello\"",
        "3. Add \"not\" after every \"i\" in \"i think i can do it\". Answer: "
        "\"i not think i not can do it\"",
        "4. Add \"can\" after every \"can\" in \"i think i can do it\". "
        "Answer: \"i think i can can do it\"",
      },
      "Question: Add \"{}\" after every \"{}\" in \"{}\"." },
    { "del_char", 2, 0,
      "Delete every instance of a specified letter in a given word, based on "
      "the following examples:",
      {
        "1. Delete every instance of \"a\" in \"alphabet\". Answer: \"lphbet\"",
        "2. Delete every instance of \"l\" in \"hello\". Answer: \"heo\"",
        "3. Delete every instance of \"z\" in \"zebra\". Answer: \"ebra\"",
        "4. Delete every instance of \"u\" in \"tongue\". Answer: \"tonge\"",
      },
      "Question: Delete every instance of \"{}\" in \"{}\"." },
    { "del_word", 2, 1,
      "Delete every instance of a specified word in a given sentence, based "
      "on the following examples:",
      {
        "1. Delete every instance of \"a\" in \"it is a beautiful day\". "
        "Answer: \"it is beautiful day\"",
        "2. Delete every instance of \"beautiful\" in \"it is a beautiful "
        "day\". Answer: \"it is a day\"",
        "3. Delete every instance of \"i\" in \"i think i can do it\". "
        "Answer: \"think can do it\"",
        "4. Delete every instance of \"can\" in \"i think i can do it\". "
        "Answer: \"i think i do it\"",
      },
      "Question: Delete every instance of \"{}\" in \"{}\"." },
    { "sub_char", 3, 0,
      "Substitute the first specified letter with the second specified letter "
      "in a given word, based on the following examples:",
      {
        "1. Substitute \"a\" with \"b\" in \"alphabet\". Answer: \"blphbbet\"",
        "2. Substitute \"h\" with \"e\" in \"hello\". Answer: \"eello\"",
        "3. Substitute \"z\" with \"a\" in \"zebra\". Answer: \"aebra\"",
        "4. Substitute \"u\" with \"e\" in \"tongue\". Answer: \"tongee\"",
      },
      "Question: Substitute \"{}\" with \"{}\" in \"{}\"." },
    { "sub_word", 3, 1,
      "Substitute the first specified word with the second specified word in "
      "a given sentence, based on the following examples:",
      {
        "1. Substitute \"it\" with \"a\" in \"it is a beautiful day\". "
        "Answer: \"a is a beautiful day\"",
        "2. Substitute \"it\" with \"beautiful\" in \"it is a beautiful "
        "day\". Answer: \"beautiful is a beautiful day\"",
        "3. Substitute \"i\" with \"do\" in \"i think i can do it\". Answer: "
        "\"do think do can do it\"",
        "4. Substitute \"think\" with \"can\" in \"i think i can do it\". "
        "Answer: \"i can i can do it\"",
      },
      "Question: Substitute \"{}\" with \"{}\" in \"{}\"." },
    { "swap_char", 3, 0,
      "Swap the positions of two specified letters in a given word, based on "
      "the following examples:",
      {
        "1. Swap \"l\" and \"b\" in \"alphabet\". Answer: \"abphalet\"",
        "2. Swap \"h\" and \"e\" in \"hello\". Answer: \"ehllo\"",
        "3. Swap \"z\" and \"a\" in \"zebra\". Answer: \"aebrz\"",
        "4. Swap \"u\" and \"e\" in \"tongue\". Answer: \"tongeu\"",
      },
      "Question: Swap \"{}\" and \"{}\" in \"{}\"." },
    { "swap_word", 3, 1,
      "Swap the positions of two specified words in a given sentence, based "
      "on the following examples:",
      {
        "1. Swap \"it\" and \"a\" in \"it is a beautiful day\". Answer: \"a "
        "is it beautiful day\"",
        "2. Swap \"it\" and \"beautiful\" in \"it is a beautiful day\". "
        "Answer: \"beautiful is a it day\"",
        "3. Swap \"think\" and \"do\" in \"i think i can do it\". Answer: \"i "
        "do i can think it\"",
        "4. Swap \"can\" and \"do\" in \"i think i can do it\". Answer: \"i "
        "think i do can it\"",
      },
      "Question: Swap \"{}\" and \"{}\" in \"{}\"." },
};
