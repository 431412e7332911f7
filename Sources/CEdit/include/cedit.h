// libedit behind a few functions: a line editor whose text may have several lines, in UTF-8 whatever the locale.
#ifndef MERIDIAN_CEDIT_H
#define MERIDIAN_CEDIT_H

#include <stdint.h>

typedef struct cedit cedit;

enum { cedit_ended = -1, cedit_interrupted = -2 };

/// Whether Enter hands on the text (1) or begins a new line of it (0).
typedef int32_t (*cedit_is_complete)(void *context, const char *text, int32_t length);

/// Called for Tab, with the bytes of the whole text and of what stands before the cursor. May call `cedit_replace` and
/// `cedit_show`.
typedef void (*cedit_complete)(void *context, cedit *editor, const char *text, int32_t length, int32_t cursor);

/// An editor on standard input and output; null when memory is short. `prompt` is copied.
cedit *cedit_open(const char *prompt, void *context, cedit_is_complete is_complete, cedit_complete complete);
void cedit_close(cedit *editor);

/// Reads a text; `*text` is valid until the next call. The number of its bytes, without a newline at the end, or one of
/// the negative numbers above.
int32_t cedit_read(cedit *editor, const char **text);

/// Makes a text the last of the history.
void cedit_remember(cedit *editor, const char *text);

/// Puts `text` in the place of the last `characters` code points before the cursor.
void cedit_replace(cedit *editor, int32_t characters, const char *text);

/// Prints whole lines below the text, which is then drawn again.
void cedit_show(cedit *editor, const char *lines);

/// The columns that a text takes on a terminal.
int32_t cedit_width(const char *text);

/// The size of the terminal that standard output is; 0 where it is none.
void cedit_screen(int32_t *columns, int32_t *rows);

#endif
