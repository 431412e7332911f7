// Enter, Tab, Control-C and the arrows are functions of our own; everything else is libedit's Emacs mode. A function of
// ours cannot call one of libedit's, so it pushes a key that is bound to it.
#define _GNU_SOURCE
#include "cedit.h"

#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

// The key that ends the text: Control-\, which no one types.
#define FINISH "\x1c"
#define PREVIOUS_ENTRY "\x10"
#define NEXT_ENTRY "\x0e"

struct cedit {
    EditLine *line;
    History *history;
    char *prompt;
    void *context;
    cedit_is_complete is_complete;
    cedit_complete complete;
    int was_interrupted;
    int must_redraw;
};

// libedit and the C library's widths know UTF-8 by the locale; no environment need name one.
static void set_locale(void) {
    setlocale(LC_CTYPE, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

static void use_utf8(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, set_locale);
}

static cedit *owner(EditLine *line) {
    cedit *editor = NULL;
    el_get(line, EL_CLIENTDATA, &editor);
    return editor;
}

static char *prompt(EditLine *line) { return owner(line)->prompt; }

static unsigned char finish(EditLine *line) {
    const LineInfoW *info = el_wline(line);
    el_cursor(line, (int)(info->lastchar - info->cursor));
    el_push(line, FINISH);
    return CC_REFRESH;
}

static unsigned char on_enter(EditLine *line, int key) {
    (void)key;
    cedit *editor = owner(line);
    const LineInfo *info = el_line(line);
    if (editor->is_complete(editor->context, info->buffer, (int32_t)(info->lastchar - info->buffer))) {
        return finish(line);
    }
    return el_insertstr(line, "\n") == 0 ? CC_REFRESH : CC_ERROR;
}

static unsigned char on_new_line(EditLine *line, int key) {
    (void)key;
    return el_insertstr(line, "\n") == 0 ? CC_REFRESH : CC_ERROR;
}

static unsigned char on_interrupt(EditLine *line, int key) {
    (void)key;
    owner(line)->was_interrupted = 1;
    return finish(line);
}

static unsigned char on_tab(EditLine *line, int key) {
    (void)key;
    cedit *editor = owner(line);
    const LineInfo *info = el_line(line);
    int32_t length = (int32_t)(info->lastchar - info->buffer);
    int32_t cursor = (int32_t)(info->cursor - info->buffer);
    char *copy = malloc((size_t)length + 1);
    if (!copy) return CC_ERROR;
    memcpy(copy, info->buffer, (size_t)length);
    copy[length] = 0;
    editor->must_redraw = 0;
    editor->complete(editor->context, editor, copy, length, cursor);
    free(copy);
    return editor->must_redraw ? CC_REDISPLAY : CC_REFRESH;
}

// The line of the text above, at the same place, or the entry before in the history.
static unsigned char on_up(EditLine *line, int key) {
    (void)key;
    const LineInfoW *info = el_wline(line);
    const wchar_t *start = info->cursor;
    while (start > info->buffer && start[-1] != L'\n') start--;
    if (start == info->buffer) {
        el_push(line, PREVIOUS_ENTRY);
        return CC_NORM;
    }
    const wchar_t *above = start - 1;
    while (above > info->buffer && above[-1] != L'\n') above--;
    long column = info->cursor - start, longest = start - 1 - above;
    el_cursor(line, (int)(above + (column < longest ? column : longest) - info->cursor));
    return CC_REFRESH;
}

static unsigned char on_down(EditLine *line, int key) {
    (void)key;
    const LineInfoW *info = el_wline(line);
    const wchar_t *start = info->cursor, *end = info->cursor;
    while (start > info->buffer && start[-1] != L'\n') start--;
    while (end < info->lastchar && *end != L'\n') end++;
    if (end == info->lastchar) {
        el_push(line, NEXT_ENTRY);
        return CC_NORM;
    }
    const wchar_t *below = end + 1, *stop = below;
    while (stop < info->lastchar && *stop != L'\n') stop++;
    long column = info->cursor - start, longest = stop - below;
    el_cursor(line, (int)(below + (column < longest ? column : longest) - info->cursor));
    return CC_REFRESH;
}

cedit *cedit_open(const char *text, void *context, cedit_is_complete is_complete, cedit_complete complete) {
    use_utf8();
    cedit *editor = calloc(1, sizeof *editor);
    if (!editor) return NULL;
    editor->context = context;
    editor->is_complete = is_complete;
    editor->complete = complete;
    editor->prompt = strdup(text);
    editor->line = el_init("meridian", stdin, stdout, stderr);
    editor->history = history_init();
    if (!editor->prompt || !editor->line || !editor->history) {
        cedit_close(editor);
        return NULL;
    }
    EditLine *line = editor->line;
    HistEvent event;
    history(editor->history, &event, H_SETSIZE, 1000);
    history(editor->history, &event, H_SETUNIQUE, 1);
    el_set(line, EL_CLIENTDATA, editor);
    el_set(line, EL_PROMPT, prompt);
    el_set(line, EL_EDITOR, "emacs");
    el_set(line, EL_SIGNAL, 1);
    el_set(line, EL_HIST, history, editor->history);
    el_set(line, EL_SETTY, "-d", "-isig", NULL);
    el_set(line, EL_ADDFN, "enter", "hand on a complete text", on_enter);
    el_set(line, EL_ADDFN, "new-line", "begin a new line", on_new_line);
    el_set(line, EL_ADDFN, "interrupt", "forget the text", on_interrupt);
    el_set(line, EL_ADDFN, "complete", "complete the word", on_tab);
    el_set(line, EL_ADDFN, "up", "go up", on_up);
    el_set(line, EL_ADDFN, "down", "go down", on_down);
    static const char *const keys[][2] = {
        {"^J", "enter"},  {"^M", "enter"},  {"\033^J", "new-line"}, {"\033^M", "new-line"},
        {"^C", "interrupt"}, {"^I", "complete"}, {"^\\", "ed-newline"},
        {"^P", "ed-prev-history"}, {"^N", "ed-next-history"}, {"^R", "em-inc-search-prev"},
        {"\033[A", "up"}, {"\033OA", "up"}, {"\033[B", "down"}, {"\033OB", "down"},
        {"\033[H", "ed-move-to-beg"}, {"\033[F", "ed-move-to-end"}, {"\033[3~", "ed-delete-next-char"},
        {"\033[1;5D", "ed-prev-word"}, {"\033[1;5C", "em-next-word"},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        el_set(line, EL_BIND, keys[i][0], keys[i][1], NULL);
    }
    return editor;
}

void cedit_close(cedit *editor) {
    if (!editor) return;
    if (editor->line) el_end(editor->line);
    if (editor->history) history_end(editor->history);
    free(editor->prompt);
    free(editor);
}

int32_t cedit_read(cedit *editor, const char **text) {
    int count = 0;
    editor->was_interrupted = 0;
    *text = el_gets(editor->line, &count);
    if (editor->was_interrupted) return cedit_interrupted;
    if (!*text || count <= 0) return cedit_ended;
    return count - ((*text)[count - 1] == '\n');
}

void cedit_remember(cedit *editor, const char *text) {
    HistEvent event;
    history(editor->history, &event, H_ENTER, text);
}

void cedit_replace(cedit *editor, int32_t characters, const char *text) {
    if (characters > 0) el_deletestr(editor->line, characters);
    if (*text) el_insertstr(editor->line, text);
}

// Rows of the screen that the prompt and the text up to `end` take, less one.
static int rows_before(cedit *editor, const wchar_t *text, const wchar_t *end) {
    int32_t columns, rows;
    cedit_screen(&columns, &rows);
    if (columns < 2) return 0;
    int row = 0, column = cedit_width(editor->prompt) % columns;
    for (; text < end; text++) {
        int width = *text == L'\n' ? columns : wcwidth(*text);
        if (width < 0) width = 2;
        if (*text == L'\n' || column + width > columns) {
            row++;
            column = 0;
        }
        if (*text != L'\n') column += width;
    }
    return row;
}

void cedit_show(cedit *editor, const char *lines) {
    const LineInfoW *info = el_wline(editor->line);
    int above = rows_before(editor, info->buffer, info->cursor);
    int below = rows_before(editor, info->buffer, info->lastchar) - above;
    for (int i = 0; i <= below; i++) fputc('\n', stdout);
    fputs(lines, stdout);
    // libedit goes up from where it believes the cursor to be before it draws the text again.
    for (int i = 0; i < above; i++) fputc('\n', stdout);
    fflush(stdout);
    editor->must_redraw = 1;
}

int32_t cedit_width(const char *text) {
    use_utf8();
    mbstate_t state = {0};
    int32_t width = 0;
    wchar_t character;
    size_t left = strlen(text), count;
    while (left > 0 && (count = mbrtowc(&character, text, left, &state)) > 0 && count <= left) {
        int own = wcwidth(character);
        if (own > 0) width += own;
        text += count;
        left -= count;
    }
    return width;
}

void cedit_screen(int32_t *columns, int32_t *rows) {
    struct winsize size = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) memset(&size, 0, sizeof size);
    *columns = size.ws_col;
    *rows = size.ws_row;
}
