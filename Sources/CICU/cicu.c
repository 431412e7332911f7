#include "cicu.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

typedef struct {
    UChar *units;
    int32_t count;
    int32_t capacity;
} utf16_text;

// Room for three times the input covers every NFKC expansion met in labels; the callers grow on overflow.
static utf16_text decode(const uint8_t *text, int32_t length, int32_t room) {
    UErrorCode status = U_ZERO_ERROR;
    utf16_text result = {malloc(sizeof(UChar) * (size_t)(room + 1)), 0, room};
    if (result.units == NULL) return result;
    u_strFromUTF8WithSub(result.units, room, &result.count, (const char *)text, length, 0xFFFD, NULL, &status);
    if (U_FAILURE(status)) {
        free(result.units);
        result.units = NULL;
    }
    return result;
}

static int32_t encode(const UChar *units, int32_t count, uint8_t *output, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t written = 0;
    u_strToUTF8((char *)output, capacity, &written, units, count, &status);
    if (U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR) return -1;
    return written;
}

int32_t cicu_fold(const uint8_t *text, int32_t length, uint8_t *output, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *normalizer = unorm2_getNFKCCasefoldInstance(&status);
    if (U_FAILURE(status)) return -1;
    utf16_text source = decode(text, length, length + 16);
    if (source.units == NULL) return -1;
    int32_t room = source.count * 3 + 64;
    UChar *folded = malloc(sizeof(UChar) * (size_t)room);
    int32_t result = -1;
    if (folded != NULL) {
        int32_t count = unorm2_normalize(normalizer, source.units, source.count, folded, room, &status);
        if (status == U_BUFFER_OVERFLOW_ERROR) {
            status = U_ZERO_ERROR;
            UChar *larger = realloc(folded, sizeof(UChar) * (size_t)count);
            if (larger != NULL) {
                folded = larger;
                count = unorm2_normalize(normalizer, source.units, source.count, folded, count, &status);
            } else {
                status = U_MEMORY_ALLOCATION_ERROR;
            }
        }
        if (U_SUCCESS(status)) result = encode(folded, count, output, capacity);
    }
    free(folded);
    free(source.units);
    return result;
}

// One transliterator serves the process: opening one compiles its rules (tens of milliseconds), and it is not
// safe to use from two threads at once.
static pthread_mutex_t pinyin_lock = PTHREAD_MUTEX_INITIALIZER;
static UTransliterator *pinyin_transliterator = NULL;

int32_t cicu_pinyin(const uint8_t *text, int32_t length, uint8_t *output, int32_t capacity) {
    int32_t room = length * 8 + 64;
    utf16_text buffer = decode(text, length, room);
    if (buffer.units == NULL) return -1;
    int32_t result = -1;
    pthread_mutex_lock(&pinyin_lock);
    if (pinyin_transliterator == NULL) {
        UErrorCode status = U_ZERO_ERROR;
        UChar identifier[64];
        u_uastrcpy(identifier, "Han-Latin; Latin-ASCII; Lower");
        pinyin_transliterator = utrans_openU(identifier, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
        if (U_FAILURE(status)) pinyin_transliterator = NULL;
    }
    if (pinyin_transliterator != NULL) {
        UErrorCode status = U_ZERO_ERROR;
        int32_t count = buffer.count, limit = buffer.count;
        utrans_transUChars(pinyin_transliterator, buffer.units, &count, room, 0, &limit, &status);
        if (U_SUCCESS(status)) result = encode(buffer.units, count, output, capacity);
    }
    pthread_mutex_unlock(&pinyin_lock);
    free(buffer.units);
    return result;
}
