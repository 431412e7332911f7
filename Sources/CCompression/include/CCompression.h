// One streaming decompressor over zlib, liblzma and libzstd. Concatenated members and frames read as one stream.
#ifndef CCOMPRESSION_H
#define CCOMPRESSION_H

#include <stddef.h>
#include <stdint.h>

typedef enum { COMPRESSION_GZIP = 1, COMPRESSION_XZ, COMPRESSION_ZSTD } compression_format;

typedef enum {
    /// More input or more output space is needed.
    DECOMPRESSION_CONTINUES,
    /// A member or frame ended: the stream may end here, or another may follow.
    DECOMPRESSION_FRAME_ENDED,
    /// The data are damaged.
    DECOMPRESSION_DAMAGED,
    DECOMPRESSION_NO_MEMORY
} decompression_status;

typedef struct decompressor decompressor;

/// NULL if there is no memory.
decompressor *decompressor_create(compression_format format);
void decompressor_destroy(decompressor *self);

/// Decompresses from input to output; says how much of both it used.
decompression_status decompressor_run(
    decompressor *self, const void *input, size_t input_length, void *output, size_t output_length,
    size_t *consumed, size_t *produced);

#endif
