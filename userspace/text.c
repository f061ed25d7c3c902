// SPDX-License-Identifier: GPL-2.0
/* Text: what may hold any byte, and goes to a terminal or a file nevertheless. */

#include <string.h>

#include <jansson.h>

#include "text.h"

/* What the kernel calls a string may hold any byte; a terminal may not. Control
 * characters are those of ASCII and of ISO 6429 (C1), which UTF-8 has behind 0xc2;
 * what is no UTF-8 has them as single bytes.
 */
void text_print(FILE *file, const char *text, const char *escape)
{
	json_t *utf8 = json_string(text);
	unsigned char u, next;

	for (; *text; text++) {
		u = *text;
		next = text[1];
		if (u < ' ' || u == 0x7f || (!utf8 && u & 0x80)) {
			fputc('?', file);
		} else if (u == 0xc2 && next < 0xa0) {
			fputc('?', file);
			text++;
		} else {
			if (strchr(escape, u))
				fputc('\\', file);
			fputc(u, file);
		}
	}
	json_decref(utf8);
}

/* A file is looked at on any terminal: beyond ASCII, all is written as numbers. */
void text_quote(FILE *file, const char *word)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:@/,+=%";
	unsigned char u;

	if (*word && !word[strspn(word, plain)]) {
		fputs(word, file);
		return;
	}
	fputc('"', file);
	for (; *word; word++) {
		u = *word;
		if (u < ' ' || u >= 0x7f)
			fprintf(file, "\\x%02x", u);
		else if (u == '"' || u == '\\')
			fprintf(file, "\\%c", u);
		else
			fputc(u, file);
	}
	fputc('"', file);
}
