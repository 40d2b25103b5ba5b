/* peak FILE COMMAND...: runs it and writes its largest memory, in kB, into
 * FILE. */
#include "config.h"
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
    struct rusage used;
    int status = 2;
    pid_t child;
    FILE *f;

    if (argc < 3 || (child = fork()) < 0)
        return 2;
    if (child == 0) {
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    if (waitpid(child, &status, 0) < 0
        || getrusage(RUSAGE_CHILDREN, &used) != 0
        || (f = fopen(argv[1], "w")) == NULL)
        return 2;
    fprintf(f, "%ld\n", used.ru_maxrss);
    if (fclose(f) != 0)
        return 2;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
