/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_OUT_H
#define REHOME_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#include <jansson.h>

#include "words.h"

#define OUT_DEPTH 6

/**
 * enum out_shape - how the answer is laid out.
 * @OUT_LINES: text: an element a line; JSON: an array of objects.
 * @OUT_BLOCK: text: a value a line; JSON: one object.
 * @OUT_EVENTS: text: an element a line; JSON: an object a line.
 */
enum out_shape {
	OUT_LINES,
	OUT_BLOCK,
	OUT_EVENTS,
};

/**
 * enum out_how - where a value goes.
 * @OUT_NAMED: text: name and value; JSON: key and value.
 * @OUT_BARE: text: the value alone; JSON: key and value.
 * @OUT_JSON: JSON only.
 */
enum out_how {
	OUT_NAMED,
	OUT_BARE,
	OUT_JSON,
};

/**
 * struct out_level - an object or array that is open.
 * @node: it, as JSON
 * @map: its keys are names of an enumeration, which keep their "-"
 * @quiet: text does not show that it is there
 */
struct out_level {
	json_t *node;
	bool map;
	bool quiet;
};

/**
 * struct out - an answer on its way to stdout, as text or as JSON.
 * @json: as JSON
 * @pretty: with line breaks
 * @time: begin events with the time
 * @shape: layout
 * @failed: memory ran out
 * @depth: levels open inside the element
 * @nested: those of them that text shows
 * @level: the levels, the element itself first
 * @elements: number of elements written
 * @words: words in this line of text
 * @width: room that text gives to names, 0 for as much as they need
 *
 * Names are those of the contract; a key is the name with "_" for "-".
 */
struct out {
	bool json;
	bool pretty;
	bool time;
	enum out_shape shape;
	bool failed;
	int depth;
	int nested;
	struct out_level level[OUT_DEPTH];
	size_t elements;
	size_t words;
	int width;
};

/**
 * out_begin() - begin an element of the answer.
 * @out: the answer
 */
void out_begin(struct out *out);

/**
 * out_table() - go on with a value a line of text, one below the other.
 * @out: the answer
 * @width: length of the longest name
 */
void out_table(struct out *out, int width);

/**
 * out_line() - end a line of text inside the element.
 * @out: the answer
 */
void out_line(struct out *out);

/**
 * out_end() - end the element, and write it.
 * @out: the answer
 */
void out_end(struct out *out);

/**
 * out_close() - end the answer.
 * @out: the answer
 * @status: exit status so far
 *
 * Return: the status, or that of a failed write.
 */
int out_close(struct out *out, int status);

/**
 * out_object() - open an object inside the element.
 * @out: the answer
 * @how: OUT_NAMED, or OUT_JSON for text to show its values only
 * @name: its name
 */
void out_object(struct out *out, enum out_how how, const char *name);

/**
 * out_map() - open an object whose keys are names of an enumeration.
 * @out: the answer
 * @how: OUT_NAMED, or OUT_JSON for text to show its values only
 * @name: its name
 */
void out_map(struct out *out, enum out_how how, const char *name);

/**
 * out_array() - open an array of what text names one by one.
 * @out: the answer
 * @name: its name; text shows none
 */
void out_array(struct out *out, const char *name);

/**
 * out_up() - close the object or array opened last.
 * @out: the answer
 */
void out_up(struct out *out);

/**
 * out_word() - add a word to the text only.
 * @out: the answer
 * @word: the word
 */
void out_word(struct out *out, const char *word);

/**
 * out_quoted() - add a string, which text quotes so that it is read as one word again.
 * @out: the answer
 * @name: its name, in JSON only
 * @val: the string
 */
void out_quoted(struct out *out, const char *name, const char *val);

/**
 * out_str() - add a string.
 * @out: the answer
 * @how: where it goes
 * @name: its name, not used for JSON inside an array
 * @val: the string
 */
void out_str(struct out *out, enum out_how how, const char *name,
	     const char *val);

/**
 * out_num() - add a number.
 * @out: the answer
 * @how: where it goes
 * @name: its name, not used for JSON inside an array
 * @val: the number
 * @unit: what text puts behind it
 */
void out_num(struct out *out, enum out_how how, const char *name, __u64 val,
	     const char *unit);

/**
 * out_bool() - add a boolean.
 * @out: the answer
 * @name: its name
 * @val: the value
 * @text: the text for it, or NULL for JSON only
 */
void out_bool(struct out *out, const char *name, bool val, const char *text);

/**
 * out_enum() - add a value of an enumeration by its name.
 * @out: the answer
 * @how: where it goes
 * @name: name of the attribute
 * @words: names of the values; one it lacks is shown as number
 * @val: the value
 */
void out_enum(struct out *out, enum out_how how, const char *name,
	      const struct words *words, __u64 val);

#endif /* REHOME_OUT_H */
