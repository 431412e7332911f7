// LMDB as the system ships it (Debian: liblmdb-dev), statfs(2), which tells a network file system, and the exchange of
// two directories, for which Glibc's module has no function.
// KeyValue is the only target that imports this.
#include <lmdb.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

/// Exchanges what two paths name, in one step (renameat2(2)). 0, or -1 with errno.
static inline int meridian_exchange(const char *first, const char *second) {
    return (int)syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE);
}
