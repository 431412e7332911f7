// Message digests of OpenSSL's libcrypto as the system ships it (Debian: libssl-dev).
// One file of SPARQL is all that imports this.
#include <openssl/evp.h>
