// SPDX-License-Identifier: GPL-2.0
/* What is recognized by a first packet, and what is not. */
#include "helpers.h"
#include "signature_captures.h"
#include "signature_nears.h"
#include "signature_others.h"
#include "signature_packets.h"

static unsigned int put_hex(struct kunit *test, u8 *head, unsigned int at,
			    const char *hex)
{
	unsigned int n = strlen(hex);

	KUNIT_ASSERT_EQ(test, n % 2, 0);
	KUNIT_ASSERT_EQ(test, n, strspn(hex, "0123456789abcdef"));
	KUNIT_ASSERT_LE(test, at + n / 2, REHOME_SIGNATURE_HEAD);
	for (; *hex; hex += 2)
		head[at++] = packet_byte(hex);
	return at;
}

/* The head of a packet, as its sender would have it. */
static unsigned int head_of(struct kunit *test, const struct packet *p,
			    u8 *head)
{
	unsigned int i, n = 0;

	/* neither a zero nor a top bit: like keys and ciphertext */
	for (i = 0; i < REHOME_SIGNATURE_HEAD; i++)
		head[i] = 1 + i * 37 % 127;
	for (i = 0; i < PACKET_PARTS && p->head[i]; i++)
		n = put_hex(test, head, n, p->head[i]);
	KUNIT_ASSERT_LE(test, n, p->len);
	return min_t(unsigned int, p->len, REHOME_SIGNATURE_HEAD);
}

static void expect_recognized(struct kunit *test, const struct packet *p)
{
	u8 head[3 + REHOME_SIGNATURE_HEAD], first[REHOME_SIGNATURE_HEAD];
	unsigned int have = head_of(test, p, first);
	int i;

	/* wherever it begins */
	for (i = 0; i <= 3; i++) {
		memcpy(head + i, first, have);
		KUNIT_EXPECT_EQ(test, p->want,
				rehome_signature(head + i, have, p->len));
	}
}

KUNIT_ARRAY_PARAM_DESC(packet, packets, desc);
KUNIT_ARRAY_PARAM_DESC(capture, captures, desc);
KUNIT_ARRAY_PARAM_DESC(other, others, desc);

/* On one line, as results are read by lines. */
static void line_desc(const struct line *l, char *desc)
{
	strscpy(desc, l->text, KUNIT_PARAM_DESC_SIZE);
	for (; *desc; desc++)
		if (*desc < ' ')
			*desc = '.';
}

KUNIT_ARRAY_PARAM(line, lines, line_desc);

static void recognized(struct kunit *test)
{
	expect_recognized(test, test->param_value);
}

static void recognized_as_captured(struct kunit *test)
{
	expect_recognized(test, test->param_value);
}

static void not_recognized(struct kunit *test)
{
	expect_recognized(test, test->param_value);
}

static void told_by_text(struct kunit *test)
{
	const struct line *l = test->param_value;
	unsigned int len = strlen(l->text);
	unsigned int have = min_t(unsigned int, len, REHOME_SIGNATURE_HEAD);

	KUNIT_EXPECT_EQ(test, l->want,
			rehome_signature((const u8 *)l->text, have, len));
}

static void near_desc(const struct near *n, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s, %s", n->of, n->desc);
}

KUNIT_ARRAY_PARAM(near, nears, near_desc);

static void near_miss(struct kunit *test)
{
	const struct near *n = test->param_value;
	const struct packet *p = NULL;
	u8 head[REHOME_SIGNATURE_HEAD];
	unsigned int i, len;

	for (i = 0; i < ARRAY_SIZE(packets) && !p; i++)
		if (!strcmp(packets[i].desc, n->of))
			p = &packets[i];
	KUNIT_ASSERT_NOT_NULL(test, p);
	head_of(test, p, head);
	put_hex(test, head, n->at, n->hex);
	len = n->len ? : p->len;
	KUNIT_EXPECT_EQ(test, n->want,
			rehome_signature(head, min_t(unsigned int, len,
						     REHOME_SIGNATURE_HEAD),
					 len));
}

/* The beginning of a packet, in a buffer that ends with it. */
static void expect_of(struct kunit *test, const struct packet *p,
		      const u8 *head, unsigned int have, unsigned int len,
		      bool may)
{
	enum nf_rehome_signature got;
	u8 *buf = kmemdup(head, have, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, buf);
	got = rehome_signature(buf, have, len);
	kfree(buf);
	if (got != NF_REHOME_SIGNATURE_NONE && (!may || got != p->want))
		KUNIT_FAIL(test, "%s: %u of %u is taken for %d", p->desc, have,
			   len, got);
}

/* Cut off by its sender, or by who looks at it. */
static void expect_beginnings(struct kunit *test, const struct packet *p)
{
	unsigned int least = p->least ? : p->len;
	u8 head[REHOME_SIGNATURE_HEAD];
	unsigned int have = head_of(test, p, head);
	unsigned int n;

	for (n = 0; n < p->len; n++)
		expect_of(test, p, head, min(n, have), n, n >= least);
	for (n = 0; n <= have; n++)
		expect_of(test, p, head, n, p->len, true);
	/* and more than there is */
	n = p->len + 1;
	expect_of(test, p, head, min_t(unsigned int, n, REHOME_SIGNATURE_HEAD),
		  n, p->least);
}

static void beginnings(struct kunit *test)
{
	expect_beginnings(test, test->param_value);
}

static void beginnings_of_captures(struct kunit *test)
{
	expect_beginnings(test, test->param_value);
}

static struct kunit_case signature_cases[] = {
	KUNIT_CASE_PARAM(recognized, packet_gen_params),
	KUNIT_CASE_PARAM(recognized_as_captured, capture_gen_params),
	KUNIT_CASE_PARAM(beginnings, packet_gen_params),
	KUNIT_CASE_PARAM(beginnings_of_captures, capture_gen_params),
	KUNIT_CASE_PARAM(near_miss, near_gen_params),
	KUNIT_CASE_PARAM(not_recognized, other_gen_params),
	KUNIT_CASE_PARAM(told_by_text, line_gen_params),
	{}
};

static struct kunit_suite signature_suite = {
	.name = "nf_rehome_signature",
	.test_cases = signature_cases,
};

kunit_test_suite(signature_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the signatures");
MODULE_LICENSE("GPL");
