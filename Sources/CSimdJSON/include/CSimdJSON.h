// A JSON document as a flat array of nodes, parsed by simdjson.
//
// simdjson's own tape holds numbers as doubles or integers and forgets how they were written, but a FHIR decimal keeps
// its spelling (1.50 is not 1.5). Its first stage knows where every scalar starts, so each node here carries its
// position in the source; a number is a slice of the source, a string a slice of the unescaped text.
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    JSON_NODE_NULL = 1,
    JSON_NODE_FALSE,
    JSON_NODE_TRUE,
    JSON_NODE_NUMBER,
    JSON_NODE_STRING,
    JSON_NODE_ARRAY,
    JSON_NODE_OBJECT
};

/// One value. An object's members are pairs of a string node and a value, in source order.
typedef struct {
    uint32_t kind;
    /// Bytes of a number or string; elements of an array; members of an object.
    uint32_t length;
    /// Where a number starts in the source, or a string in the text.
    uint32_t offset;
    /// Where the value starts in the source.
    uint32_t position;
    /// Index of the node after this value and everything in it.
    uint32_t end;
} json_node;

typedef struct json_parser json_parser;

/// NULL if there is no memory.
json_parser *json_parser_create(void);
void json_parser_destroy(json_parser *parser);

/// Parses one document, which the parser copies. Its nodes are valid until the next call.
/// Returns NULL on success, else simdjson's words for what is wrong (a static string).
const char *json_parser_parse(json_parser *parser, const void *bytes, size_t length);

const json_node *json_parser_nodes(const json_parser *parser);
const uint8_t *json_parser_source(const json_parser *parser);
const uint8_t *json_parser_text(const json_parser *parser);

#ifdef __cplusplus
}
#endif

#endif
