/* blt-eval cute: the benchmark CUTE on a model.
 *
 * A file is a task: TASK.tsv, or TASK_rand.tsv with random letters in place of
 * words, each line the inputs of a question and its answer, separated by
 * tabs, under a line of column names.  Questions are distributed over the
 * threads; each thread reads the task's examples once. */
#include "config.h"
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "bin/eval/eval.h"

enum { INPUTS = 3 };

/* Percent of right answers as published: BLT-8B and Llama 3 8B, trained on 1T
 * tokens, of the BLT paper (arXiv 2412.09871, table 3), by task in the order
 * of blt_cute_name(). */
static const double blt_8b[BLT_CUTE_TASKS] = {
    99.9, 99.9, 55.9, 73.5, 52.4, 90.5, 7.6, 31.2, 35.9, 56.1, 48.7, 72.8,
    11.5, 21
};
static const double llama_8b[BLT_CUTE_TASKS] = {
    1.1, 30.1, 0, 55.1, 43.1, 65, 7.5, 33.5, 34.6, 75.5, 0.4, 16.4, 2.6, 20.1
};
/* Means over the tasks: the two above, and from the Bolmo paper (arXiv
 * 2512.15586). */
#define PUBLISHED "published means: BLT-8B 54.1, BLT-1B 37.6, Llama 3 8B" \
    " 27.5, Bolmo-7B 78.6\n"

typedef struct question {
    blt_slice cell[INPUTS + 1]; /* the inputs, then the label */
    char *text;                 /* what the cells point into */
    char *answer;               /* of the model; 0-terminated */
    size_t n_answer;
    int right;
} question;

typedef struct task {
    const char *name;           /* of the file, without directory and .tsv */
    size_t name_size;
    int number;                 /* of blt_cute_name() */
    int is_random;
    question *question;
    size_t n, cap;
} task;

typedef struct job {
    task *task;
    const blt_model *model;
    blt_cute **cute;            /* [threads], created when needed */
    _Atomic int64_t done;
    int64_t all;
    atomic_flag showing;
} job;

/* ---- files -------------------------------------------------------------- */

static int
name_task(task *t, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    size_t n = strcspn(base, "."), stem;

    t->name = base;
    t->name_size = n;
    t->is_random = n > 5 && memcmp(base + n - 5, "_rand", 5) == 0;
    stem = n - (t->is_random ? 5 : 0);
    for (t->number = 0; t->number < BLT_CUTE_TASKS; t->number++)
        if (strlen(blt_cute_name(t->number)) == stem
            && memcmp(blt_cute_name(t->number), base, stem) == 0)
            return 1;
    cli_error(path, "its name is not that of a task of CUTE, such as"
              " spell.tsv or del_char_rand.tsv");
    return 0;
}

/* Splits a line into cells.  Returns 0 if their number is wrong. */
static int
split(question *q, const task *t, blt_slice line)
{
    const int cells = blt_cute_inputs(t->number) + 1;
    const char *p, *end;

    q->text = strndup(line.p, line.n);
    if (q->text == NULL)
        cli_die_memory();
    p = q->text;
    end = p + strlen(p);
    for (int i = 0; i < cells; i++) {
        size_t n = strcspn(p, "\t");

        if ((p[n] == '\0') != (i + 1 == cells) || p + n > end)
            return 0;
        q->cell[i] = (blt_slice){ p, n };
        p += n + 1;
    }
    return (size_t)(end - q->text) == line.n;   /* no zero byte inside */
}

/* Returns 0 after a failure that was reported. */
static int
read_task(task *t, const eval_text *file, eval_pairs *r)
{
    int fd = eval_open(file), got = 0;
    blt_slice line;

    if (fd < 0)
        return 0;
    eval_pairs_open(r, file, fd);
    while ((eval.rows == 0 || (int64_t)t->n < eval.rows)
           && (got = eval_pairs_line(r, &line)) > 0) {
        if (r->line == 1 && line.n >= 6 && memcmp(line.p, "input1", 6) == 0)
            continue;
        t->question = cli_grow(t->question, &t->cap, t->n + 1,
                               sizeof *t->question);
        t->question[t->n] = (question){ .right = 0 };
        if (!split(&t->question[t->n++], t, line)) {
            char why[64];

            snprintf(why, sizeof why, "not %d columns",
                     blt_cute_inputs(t->number) + 1);
            got = eval_pairs_error(file, r->line, why);
            break;
        }
    }
    eval_close(file, fd);
    return got >= 0;
}

static void
free_task(task *t)
{
    for (size_t i = 0; i < t->n; i++) {
        free(t->question[i].text);
        free(t->question[i].answer);
    }
    free(t->question);
}

/* ---- questions ---------------------------------------------------------- */

static blt_status
ask(void *user, size_t i, int worker, blt_error *err)
{
    job *j = user;
    question *q = &j->task->question[i];
    const int inputs = blt_cute_inputs(j->task->number);
    blt_slice answer;
    blt_status s = BLT_OK;

    if (j->cute[worker] == NULL)
        s = blt_cute_new(&j->cute[worker], j->model, j->task->number,
                         cli.window, err);
    if (s == BLT_OK)
        s = blt_cute_ask(j->cute[worker], q->cell, q->cell[inputs], &answer,
                         &q->right, err);
    if (s != BLT_OK)
        return s;
    q->answer = malloc(answer.n + 1);
    if (q->answer == NULL)
        cli_die_memory();
    memcpy(q->answer, answer.p, answer.n);
    q->answer[answer.n] = '\0';
    q->n_answer = answer.n;
    atomic_fetch_add(&j->done, 1);
    if (!atomic_flag_test_and_set(&j->showing)) {
        cli_progress("questions", j->done, j->all);
        atomic_flag_clear(&j->showing);
    }
    return BLT_OK;
}

static void
ask_all(task *t, size_t n, const blt_model *m, blt_pool *pool)
{
    const int threads = blt_pool_threads(pool);
    job j = { .model = m, .showing = ATOMIC_FLAG_INIT };
    blt_error err;

    j.cute = calloc((size_t)threads, sizeof(blt_cute *));
    if (j.cute == NULL)
        cli_die_memory();
    for (size_t i = 0; i < n; i++)
        j.all += (int64_t)t[i].n;
    for (size_t i = 0; i < n; i++) {
        j.task = &t[i];
        if (blt_pool_run(pool, t[i].n, ask, &j, &err) != BLT_OK)
            cli_die_from(&err);
        for (int k = 0; k < threads; k++) {
            blt_cute_free(j.cute[k]);
            j.cute[k] = NULL;
        }
    }
    free(j.cute);
    cli_progress_wipe();
}

/* ---- output ------------------------------------------------------------- */

static double
percent(const task *t)
{
    size_t right = 0;

    for (size_t i = 0; i < t->n; i++)
        right += (size_t)t->question[i].right;
    return 100 * (double)right / (double)t->n;
}

static void
put_cell(const char *p, size_t n)
{
    char *quoted = malloc(4 * n + 1);

    if (quoted == NULL)
        cli_die_memory();
    fputs(blt_quote(quoted, 4 * n + 1, p, n), stdout);
    free(quoted);
}

static void
put_answers(const task *t, size_t n)
{
    printf("task\tright\tlabel\tanswer\tinputs\n");
    for (; n > 0; t++, n--)
        for (size_t i = 0; i < t->n; i++) {
            const question *q = &t->question[i];
            const int inputs = blt_cute_inputs(t->number);

            printf("%.*s\t%d\t", (int)t->name_size, t->name, q->right);
            put_cell(q->cell[inputs].p, q->cell[inputs].n);
            putchar('\t');
            put_cell(q->answer, q->n_answer);
            for (int k = 0; k < inputs; k++) {
                putchar('\t');
                put_cell(q->cell[k].p, q->cell[k].n);
            }
            putchar('\n');
        }
}

static void
put_table(const task *t, size_t n, const char *label)
{
    double sum = 0;
    int words = 0;

    printf("model %s\n\n%-20s questions  right  BLT-8B  Llama 3 8B\n", label,
           "task");
    for (; n > 0; t++, n--) {
        printf("%-20.*s %9zu", (int)t->name_size, t->name, t->n);
        eval_put_ratio(6, 1, t->n > 0 ? percent(t) : 0, t->n > 0);
        if (t->is_random)
            printf(" %7s %11s\n", "-", "-");
        else
            printf(" %7.1f %11.1f\n", blt_8b[t->number], llama_8b[t->number]);
        if (!t->is_random && t->n > 0) {
            sum += percent(t);
            words++;
        }
    }
    if (words > 0)
        printf("mean of %-2d %29.1f\n", words, sum / words);
    printf("\n" PUBLISHED);
}

static void
put_json(const task *t, size_t n, const char *label)
{
    double sum = 0;
    int words = 0;

    printf("{");
    cli_json_bytes("model", "model_hex", label, strlen(label));
    printf(",\"tasks\":[");
    for (size_t i = 0; i < n; i++) {
        printf("%s{", i > 0 ? "," : "");
        cli_json_bytes("name", "name_hex", t[i].name, t[i].name_size);
        printf(",\"questions\":%zu", t[i].n);
        eval_json_ratio("percent", t[i].n > 0 ? percent(&t[i]) : 0,
                        t[i].n > 0);
        putchar('}');
        if (!t[i].is_random && t[i].n > 0) {
            sum += percent(&t[i]);
            words++;
        }
    }
    printf("]");
    eval_json_ratio("mean", sum, words);
    printf("}\n");
}

void
eval_cute(char **path, int n)
{
    blt_model *m = cli_model();
    blt_pool *pool = cli_pool();
    eval_pairs *r = malloc(sizeof *r);
    eval_texts files;
    char *label = cli_model_label(m);
    task *t;
    size_t tasks = 0;

    if (n == 0)
        cli_usage("cute: no FILE: tasks are named by their files");
    eval.suffix = ".tsv";
    files = eval_texts_open(path, n);
    t = calloc(files.n + 1, sizeof *t);
    if (r == NULL || t == NULL)
        cli_die_memory();
    for (size_t i = 0; i < files.n; i++) {
        if (name_task(&t[tasks], files.text[i].name)
            && read_task(&t[tasks], &files.text[i], r))
            tasks++;
        else
            free_task(&t[tasks]);
    }
    if (tasks == 0 && cli_failed())     /* what was wrong has been said */
        cli_end(CLI_FAIL);
    ask_all(t, tasks, m, pool);
    if (eval.answers)
        put_answers(t, tasks);
    else if (eval.format == EVAL_TEXT)
        put_table(t, tasks, label);
    else
        put_json(t, tasks, label);
    for (size_t i = 0; i < tasks; i++)
        free_task(&t[i]);
    free(t);
    free(r);
    free(label);
    eval_texts_free(&files);
    blt_pool_free(pool);
    blt_model_close(m);
}
