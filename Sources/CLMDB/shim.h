// LMDB as the system ships it (Debian: liblmdb-dev), and statfs(2), which tells a network file system.
// KeyValue is the only target that imports this.
#include <lmdb.h>
#include <sys/vfs.h>
