#include "CCompression.h"

#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

struct decompressor {
    compression_format format;
    z_stream gzip;
    lzma_stream xz;
    ZSTD_DStream *zstd;
};

/// Memory that an .xz file may ask for: its highest preset needs 65 MiB.
static const uint64_t xz_memory_limit = 512u << 20;

decompressor *decompressor_create(compression_format format) {
    decompressor *self = calloc(1, sizeof *self);
    if (!self) return NULL;
    self->format = format;
    int ready = 0;
    switch (format) {
    case COMPRESSION_GZIP: ready = inflateInit2(&self->gzip, 15 + 16) == Z_OK; break;
    case COMPRESSION_XZ: ready = lzma_stream_decoder(&self->xz, xz_memory_limit, 0) == LZMA_OK; break;
    case COMPRESSION_ZSTD: ready = (self->zstd = ZSTD_createDStream()) != NULL; break;
    }
    if (ready) return self;
    free(self);
    return NULL;
}

void decompressor_destroy(decompressor *self) {
    switch (self->format) {
    case COMPRESSION_GZIP: inflateEnd(&self->gzip); break;
    case COMPRESSION_XZ: lzma_end(&self->xz); break;
    case COMPRESSION_ZSTD: ZSTD_freeDStream(self->zstd); break;
    }
    free(self);
}

static decompression_status run_gzip(
    decompressor *self, const void *input, size_t input_length, void *output, size_t output_length,
    size_t *consumed, size_t *produced) {
    self->gzip.next_in = (Bytef *)input;
    self->gzip.avail_in = (uInt)input_length;
    self->gzip.next_out = output;
    self->gzip.avail_out = (uInt)output_length;
    int status = inflate(&self->gzip, Z_NO_FLUSH);
    *consumed = input_length - self->gzip.avail_in;
    *produced = output_length - self->gzip.avail_out;
    switch (status) {
    case Z_OK:
    case Z_BUF_ERROR: return DECOMPRESSION_CONTINUES;
    case Z_STREAM_END: inflateReset(&self->gzip); return DECOMPRESSION_FRAME_ENDED;
    case Z_MEM_ERROR: return DECOMPRESSION_NO_MEMORY;
    default: return DECOMPRESSION_DAMAGED;
    }
}

static decompression_status run_xz(
    decompressor *self, const void *input, size_t input_length, void *output, size_t output_length,
    size_t *consumed, size_t *produced) {
    self->xz.next_in = input;
    self->xz.avail_in = input_length;
    self->xz.next_out = output;
    self->xz.avail_out = output_length;
    lzma_ret status = lzma_code(&self->xz, LZMA_RUN);
    *consumed = input_length - self->xz.avail_in;
    *produced = output_length - self->xz.avail_out;
    switch (status) {
    case LZMA_OK:
    case LZMA_BUF_ERROR: return DECOMPRESSION_CONTINUES;
    case LZMA_STREAM_END:
        return lzma_stream_decoder(&self->xz, xz_memory_limit, 0) == LZMA_OK ? DECOMPRESSION_FRAME_ENDED
                                                                             : DECOMPRESSION_NO_MEMORY;
    case LZMA_MEM_ERROR:
    case LZMA_MEMLIMIT_ERROR: return DECOMPRESSION_NO_MEMORY;
    default: return DECOMPRESSION_DAMAGED;
    }
}

static decompression_status run_zstd(
    decompressor *self, const void *input, size_t input_length, void *output, size_t output_length,
    size_t *consumed, size_t *produced) {
    ZSTD_inBuffer in = {input, input_length, 0};
    ZSTD_outBuffer out = {output, output_length, 0};
    size_t status = ZSTD_decompressStream(self->zstd, &out, &in);
    *consumed = in.pos;
    *produced = out.pos;
    if (ZSTD_isError(status)) return DECOMPRESSION_DAMAGED;
    return status == 0 ? DECOMPRESSION_FRAME_ENDED : DECOMPRESSION_CONTINUES;
}

decompression_status decompressor_run(
    decompressor *self, const void *input, size_t input_length, void *output, size_t output_length,
    size_t *consumed, size_t *produced) {
    switch (self->format) {
    case COMPRESSION_GZIP: return run_gzip(self, input, input_length, output, output_length, consumed, produced);
    case COMPRESSION_XZ: return run_xz(self, input, input_length, output, output_length, consumed, produced);
    default: return run_zstd(self, input, input_length, output, output_length, consumed, produced);
    }
}
