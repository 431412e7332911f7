// ICU behind plain C types: no ICU header is visible here, because ICU's own headers clash with the copy that
// Foundation carries. Text goes in and comes out as UTF-8.
#ifndef MERIDIAN_CICU_H
#define MERIDIAN_CICU_H

#include <stdint.h>

// Each function writes at most `capacity` bytes to `output` and returns the number of bytes of the whole result
// (call again with more room when it exceeds `capacity`), or a negative number when ICU refuses.

/// NFKC with case folding (Unicode `NFKC_Casefold`): full-width and compatibility forms become plain, case disappears.
int32_t cicu_fold(const uint8_t *text, int32_t length, uint8_t *output, int32_t capacity);

/// Han characters to tone-less lower-case pinyin, syllables parted by spaces; other text is kept, Latin without accents.
int32_t cicu_pinyin(const uint8_t *text, int32_t length, uint8_t *output, int32_t capacity);

#endif
