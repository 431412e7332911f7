#include "cicu.h"

#include <stdlib.h>
#include <unicode/uregex.h>
#include <unicode/ustring.h>

struct cicu_regex {
    URegularExpression *expression;
};

// UTF-8 as UTF-16, which is never longer in units; null when memory is out.
static UChar *to_utf16(const uint8_t *text, int32_t length, int32_t *count) {
    UErrorCode status = U_ZERO_ERROR;
    UChar *units = malloc(sizeof(UChar) * (size_t)(length + 1));
    if (units == NULL) return NULL;
    u_strFromUTF8WithSub(units, length + 1, count, (const char *)text, length, 0xFFFD, NULL, &status);
    if (U_SUCCESS(status)) return units;
    free(units);
    return NULL;
}

cicu_regex *cicu_regex_open(const uint8_t *pattern, int32_t length, uint32_t flags, int32_t step_limit) {
    int32_t count = 0;
    UChar *units = to_utf16(pattern, length, &count);
    if (units == NULL) return NULL;
    uint32_t options = UREGEX_UNIX_LINES;
    if (flags & cicu_regex_ignore_case) options |= UREGEX_CASE_INSENSITIVE;
    if (flags & cicu_regex_multiline) options |= UREGEX_MULTILINE;
    if (flags & cicu_regex_dot_all) options |= UREGEX_DOTALL;
    UErrorCode status = U_ZERO_ERROR;
    URegularExpression *expression = uregex_open(units, count, options, NULL, &status);
    free(units);
    if (U_SUCCESS(status)) uregex_setTimeLimit(expression, step_limit, &status);
    cicu_regex *regex = U_SUCCESS(status) ? malloc(sizeof *regex) : NULL;
    if (regex == NULL) {
        uregex_close(expression);
        return NULL;
    }
    regex->expression = expression;
    return regex;
}

void cicu_regex_close(cicu_regex *regex) {
    if (regex == NULL) return;
    uregex_close(regex->expression);
    free(regex);
}

int32_t cicu_regex_find(cicu_regex *regex, const uint8_t *text, int32_t length) {
    int32_t count = 0;
    UChar *units = to_utf16(text, length, &count);
    if (units == NULL) return -1;
    UErrorCode status = U_ZERO_ERROR;
    uregex_setText(regex->expression, units, count, &status);
    UBool found = uregex_find(regex->expression, 0, &status);
    free(units);
    return U_FAILURE(status) ? -1 : found ? 1 : 0;
}

int32_t cicu_regex_replace(
    cicu_regex *regex, const uint8_t *text, int32_t length, const uint8_t *replacement, int32_t replacement_length,
    uint8_t *output, int32_t capacity) {
    int32_t count = 0, replacement_count = 0, written = -1;
    UChar *units = to_utf16(text, length, &count);
    UChar *replacement_units = to_utf16(replacement, replacement_length, &replacement_count);
    int32_t room = count * 2 + 256;
    UChar *result = malloc(sizeof(UChar) * (size_t)room);
    if (units != NULL && replacement_units != NULL && result != NULL) {
        for (int attempt = 0; attempt < 2; attempt++) {
            UErrorCode status = U_ZERO_ERROR;
            uregex_setText(regex->expression, units, count, &status);
            int32_t needed = uregex_replaceAll(
                regex->expression, replacement_units, replacement_count, result, room, &status);
            if (status == U_BUFFER_OVERFLOW_ERROR && attempt == 0) {
                UChar *larger = realloc(result, sizeof(UChar) * (size_t)(needed + 1));
                if (larger == NULL) break;
                result = larger;
                room = needed + 1;
                continue;
            }
            if (U_FAILURE(status)) break;
            UErrorCode conversion = U_ZERO_ERROR;
            u_strToUTF8((char *)output, capacity, &written, result, needed, &conversion);
            if (U_FAILURE(conversion) && conversion != U_BUFFER_OVERFLOW_ERROR) written = -1;
            break;
        }
    }
    free(units);
    free(replacement_units);
    free(result);
    return written;
}
