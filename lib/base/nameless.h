/* Files that have no name until they are complete (O_TMPFILE), so that neither
 * a failure nor a signal leaves them behind.  The library and the commands
 * compile this file each for themselves. */
#ifndef BLT_BASE_NAMELESS_H
#define BLT_BASE_NAMELESS_H

/* Opens such a file in the directory of path, mode 0600.  Returns -1 where the
 * file system has none, or could not name it later: use mkstemp() then. */
int
blt__nameless_open(const char *path);

/* Gives it a name that is not taken.
 *   name  in: a pattern for mkstemp(), "PATH.XXXXXX"; out: the name
 * Returns -1 with errno, and the file still has none. */
int
blt__nameless_link(int fd, char *name);

#endif
