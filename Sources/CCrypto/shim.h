// Message digests of OpenSSL's libcrypto as the system ships it (Debian: libssl-dev).
// One file of Primitives and one of SPARQL are all that import this.
#include <openssl/evp.h>
