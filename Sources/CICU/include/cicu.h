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

// Regular expressions. One expression serves one thread at a time.
typedef struct cicu_regex cicu_regex;

enum {
    cicu_regex_ignore_case = 1,
    cicu_regex_multiline = 2,
    cicu_regex_dot_all = 4,
};

/// Compiles a pattern of ICU's syntax; null when it is not valid. `step_limit` bounds the work of one match.
cicu_regex *cicu_regex_open(const uint8_t *pattern, int32_t length, uint32_t flags, int32_t step_limit);
void cicu_regex_close(cicu_regex *regex);

/// 1 when the pattern matches somewhere in the text, 0 when not, negative when ICU gives up.
int32_t cicu_regex_find(cicu_regex *regex, const uint8_t *text, int32_t length);

/// The text with every match replaced; `replacement` is in ICU's syntax.
int32_t cicu_regex_replace(
    cicu_regex *regex, const uint8_t *text, int32_t length, const uint8_t *replacement, int32_t replacement_length,
    uint8_t *output, int32_t capacity);

#endif
