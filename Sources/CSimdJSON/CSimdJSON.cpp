// One pass over simdjson's structural positions, in step with its tape: every structural character except ':' and ','
// stands for exactly one tape entry, so the n-th of them is the n-th entry's place in the source.
#include "CSimdJSON.h"

#include <cstring>
#include <memory>
#include <new>
#include <simdjson.h>
#include <vector>

using simdjson::internal::tape_type;

struct json_parser {
    simdjson::dom::parser parser;
    std::unique_ptr<uint8_t[]> source;
    size_t capacity = 0;
    std::vector<json_node> nodes;
    std::vector<uint32_t> open;
};

static constexpr size_t longest_document = 0xFFFF0000;
static constexpr uint64_t payload_mask = 0x00FFFFFFFFFFFFFF;

/// Length of the number at `start`: it ends where no character of a number follows.
static uint32_t number_length(const uint8_t *start) {
    const uint8_t *end = start;
    while ((*end >= '0' && *end <= '9') || *end == '-' || *end == '+' || *end == '.' || *end == 'e' || *end == 'E') end++;
    return uint32_t(end - start);
}

static void build_nodes(json_parser &self) {
    const auto &document = self.parser.doc;
    const uint64_t *tape = document.tape.get() + 1;  // after the root entry
    const uint8_t *text = document.string_buf.get();
    const uint8_t *source = self.source.get();
    const uint32_t *positions = self.parser.implementation->structural_indexes.get();
    const uint32_t count = self.parser.implementation->n_structural_indexes;
    auto &nodes = self.nodes;
    auto &open = self.open;
    nodes.clear();
    open.clear();
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t position = positions[i];
        const uint8_t character = source[position];
        if (character == ':' || character == ',') continue;
        const uint64_t entry = *tape++;
        const uint64_t payload = entry & payload_mask;
        const uint32_t index = uint32_t(nodes.size());
        json_node node = {JSON_NODE_NULL, 0, 0, position, index + 1};
        switch (tape_type(entry >> 56)) {
        case tape_type::START_OBJECT:
        case tape_type::START_ARRAY:
            node.kind = character == '{' ? JSON_NODE_OBJECT : JSON_NODE_ARRAY;
            open.push_back(index);
            break;
        case tape_type::END_OBJECT:
        case tape_type::END_ARRAY: {
            json_node &container = nodes[open.back()];
            open.pop_back();
            container.end = index;
            // Strings that are keys were counted with the values.
            if (container.kind == JSON_NODE_OBJECT) container.length /= 2;
            continue;
        }
        case tape_type::STRING: {
            uint32_t length;
            std::memcpy(&length, text + payload, sizeof length);
            node.kind = JSON_NODE_STRING;
            node.offset = uint32_t(payload + sizeof length);
            node.length = length;
            break;
        }
        case tape_type::INT64:
        case tape_type::UINT64:
        case tape_type::DOUBLE:
            tape++;  // its value
            node.kind = JSON_NODE_NUMBER;
            node.offset = position;
            node.length = number_length(source + position);
            break;
        case tape_type::TRUE_VALUE: node.kind = JSON_NODE_TRUE; break;
        case tape_type::FALSE_VALUE: node.kind = JSON_NODE_FALSE; break;
        default: break;
        }
        const bool opens = node.kind == JSON_NODE_OBJECT || node.kind == JSON_NODE_ARRAY;
        const size_t depth = open.size() - (opens ? 1 : 0);
        if (depth > 0) nodes[open[depth - 1]].length++;
        nodes.push_back(node);
    }
}

json_parser *json_parser_create(void) { return new (std::nothrow) json_parser(); }

void json_parser_destroy(json_parser *parser) { delete parser; }

const char *json_parser_parse(json_parser *self, const void *bytes, size_t length) {
    if (length > longest_document) return simdjson::error_message(simdjson::CAPACITY);
    try {
        if (self->capacity < length + simdjson::SIMDJSON_PADDING) {
            self->capacity = length + length / 2 + simdjson::SIMDJSON_PADDING;
            self->source.reset(new uint8_t[self->capacity]);
        }
        if (length > 0) std::memcpy(self->source.get(), bytes, length);
        std::memset(self->source.get() + length, ' ', simdjson::SIMDJSON_PADDING);
        const auto error = self->parser.parse(self->source.get(), length, false).error();
        if (error) return simdjson::error_message(error);
        build_nodes(*self);
        return nullptr;
    } catch (const std::bad_alloc &) {
        return simdjson::error_message(simdjson::MEMALLOC);
    }
}

const json_node *json_parser_nodes(const json_parser *self) { return self->nodes.data(); }
const uint8_t *json_parser_source(const json_parser *self) { return self->source.get(); }
const uint8_t *json_parser_text(const json_parser *self) { return self->parser.doc.string_buf.get(); }
