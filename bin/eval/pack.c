/* Compressed sizes: general-purpose compressors run as child processes, each
 * from one temporary file to another, whose size is the result.  7-Zip cannot
 * write its own format to a pipe and gets a directory to write to. */
#include "config.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "bin/eval/eval.h"

extern char **environ;

enum { ARCHIVE, STDOUT };       /* where the output goes */
enum { MISSING = -2, FAILED = -1 };

/* %A in an argument is the name of the archive, %N the size of the input. */
static const struct packer {
    const char *name, *command;
    int to;
    const char *argv[8];
} packers[EVAL_PACKERS] = {
    { "gzip", "gzip -9", STDOUT, { "gzip", "-9", "-n", "-c" } },
    { "xz", "xz -9e", STDOUT, { "xz", "-9e", "-T1", "-c" } },
    { "zstd", "zstd --ultra -22", STDOUT,
      { "zstd", "--ultra", "-22", "-q", "-c", "--stream-size=%N" } },
    { "ppmd", "7z a -m0=PPMd:mem=256m:o=16", ARCHIVE,
      { "7z", "a", "-bd", "-y", "-m0=PPMd:mem=256m:o=16", "-si", "%A" } },
};

const char *
eval_packer_name(int i)
{
    return i < EVAL_PACKERS ? packers[i].name : NULL;
}

const char *
eval_packer_command(int i)
{
    return packers[i].command;
}

static _Noreturn void
temp_failed(void)
{
    cli_die("temporary file", "%s", strerror(errno));
}

/* Runs a compressor and waits.  Returns 0, MISSING or FAILED. */
static int
run(const struct packer *p, char *const *argv, int in, int out)
{
    posix_spawn_file_actions_t act;
    int status = 0, why;
    pid_t pid;

    assert(p->argv[0] != NULL);
    if (posix_spawn_file_actions_init(&act) != 0
        || posix_spawn_file_actions_adddup2(&act, in, STDIN_FILENO) != 0
        || posix_spawn_file_actions_adddup2(&act, out, STDOUT_FILENO) != 0)
        cli_die_memory();
    why = posix_spawnp(&pid, p->argv[0], &act, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&act);
    if (why != 0)
        return why == ENOENT || why == EACCES ? MISSING : FAILED;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return FAILED;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0
        : WIFEXITED(status) && WEXITSTATUS(status) == 127 ? MISSING : FAILED;
}

/* A file name in a new temporary directory, `in`; both [room]. */
static void
archive_begin(char *name, char *in, size_t room)
{
    const char *dir = getenv("TMPDIR");

    if (dir == NULL || *dir == '\0')
        dir = "/tmp";
    if ((size_t)snprintf(name, room, "%s/blt.XXXXXX/", dir) + 8 >= room)
        cli_die("$TMPDIR", "too long");
    name[strlen(name) - 1] = '\0';
    if (mkdtemp(name) == NULL)
        cli_die(name, "cannot create: %s", strerror(errno));
    memcpy(in, name, strlen(name) + 1);
    cli_guard(in);
    memcpy(name + strlen(name), "/a.7z", 6);
    cli_guard(name);
}

static void
archive_end(const char *name, const char *in)
{
    unlink(name);
    rmdir(in);
    cli_unguard(name);
    cli_unguard(in);
}

/* The compressed size of the n bytes of `in`, or MISSING or FAILED. */
static int64_t
packed_size(const struct packer *p, int in, int64_t n)
{
    char archive[4096] = "", dir[4096], bytes[64], *argv[8] = { NULL };
    FILE *out = cli_temp();
    struct stat st;
    int64_t size;

    if (p->to == ARCHIVE)
        archive_begin(archive, dir, sizeof archive);
    for (size_t i = 0; i < 7 && p->argv[i] != NULL; i++) {
        const char *a = p->argv[i], *at = strstr(a, "%N");

        argv[i] = strcmp(a, "%A") == 0 ? archive : (char *)a;
        if (at != NULL) {
            snprintf(bytes, sizeof bytes, "%.*s%lld", (int)(at - a), a,
                     (long long)n);
            argv[i] = bytes;
        }
    }
    if (lseek(in, 0, SEEK_SET) != 0)
        temp_failed();
    size = run(p, argv, in, fileno(out));
    if (size == 0)
        size = (p->to == ARCHIVE ? stat(archive, &st)
                                 : fstat(fileno(out), &st)) == 0
            ? st.st_size : FAILED;
    if (p->to == ARCHIVE)
        archive_end(archive, dir);
    fclose(out);
    return size;
}

typedef struct job {
    const eval_texts *texts;
    int64_t *packed;
    _Atomic int64_t done;
    atomic_flag showing;
} job;

static FILE *
piece_of(const eval_text *t, int fd, int64_t from, int64_t n)
{
    FILE *f = cli_temp();

    while (n > 0) {
        uint8_t block[16384];
        size_t m = n < (int64_t)sizeof block ? (size_t)n : sizeof block;

        if (!eval_read(t, fd, block, m, from)) {
            fclose(f);
            return NULL;
        }
        if (fwrite(block, 1, m, f) != m)
            temp_failed();
        from += (int64_t)m;
        n -= (int64_t)m;
    }
    if (fflush(f) != 0)
        temp_failed();
    return f;
}

/* Compresses one text with each program, a piece at a time. */
static blt_status
pack_item(void *user, size_t i, int worker, blt_error *err)
{
    job *j = user;
    const eval_text *t = &j->texts->text[i];
    int64_t *packed = j->packed + i * (size_t)eval.n_against, n;
    int fd = eval_open(t);

    (void)worker;
    (void)err;
    for (int64_t from = 0; fd >= 0 && from < t->size; from += n) {
        FILE *piece;

        n = t->size - from;
        if (eval.length > 0 && n > eval.length)
            n = eval.length;
        piece = piece_of(t, fd, from, n);
        for (int k = 0; k < eval.n_against; k++) {
            int64_t size = piece == NULL || packed[k] < 0 ? FAILED
                : packed_size(&packers[eval.against[k]], fileno(piece), n);

            if (packed[k] >= 0)
                packed[k] = size < 0 ? size : packed[k] + size;
        }
        if (piece != NULL)
            fclose(piece);
        atomic_fetch_add(&j->done, n);
        if (!atomic_flag_test_and_set(&j->showing)) {
            cli_progress("bytes compressed", j->done, j->texts->bytes);
            atomic_flag_clear(&j->showing);
        }
    }
    eval_close(t, fd);
    return BLT_OK;
}

void
eval_pack_texts(int64_t *packed, const eval_texts *t, blt_pool *pool)
{
    job j = { .texts = t, .packed = packed, .showing = ATOMIC_FLAG_INIT };
    blt_error err;

    if (eval.n_against == 0)
        return;
    if (blt_pool_run(pool, t->n, pack_item, &j, &err) != BLT_OK)
        cli_die_from(&err);
    cli_progress_wipe();
    for (int k = 0; k < eval.n_against; k++) {
        const struct packer *p = &packers[eval.against[k]];
        int missing = 0;

        for (size_t i = 0; i < t->n; i++) {
            int64_t *size = &packed[i * (size_t)eval.n_against + (size_t)k];

            if (*size == FAILED)
                cli_note(t->text[i].name, "%s failed on it", p->argv[0]);
            missing |= *size == MISSING;
            if (*size < 0)
                *size = -1;
        }
        if (missing)
            cli_note(NULL, "%s is not installed: no figures for %s",
                     p->argv[0], p->name);
    }
}
