// SPDX-License-Identifier: GPL-2.0
/* What a flow is told by its first packet, and what it is not. */
#include "helpers.h"
#include "signature_packets.h"

static unsigned int put_hex(struct kunit *test, u8 *head, unsigned int at,
			    const char *hex)
{
	unsigned int n = strlen(hex) / 2;

	KUNIT_ASSERT_LE(test, at + n, REHOME_SIGNATURE_HEAD);
	KUNIT_ASSERT_EQ(test, 0, hex2bin(head + at, hex, n));
	return at + n;
}

/* The head of a packet, as its sender would have it. */
static unsigned int head_of(struct kunit *test, const struct packet *p, u8 *head)
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

static void told(struct kunit *test)
{
	const struct packet *p = test->param_value;
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

/* The beginning of a packet, in a buffer that ends with it. */
static void expect_of(struct kunit *test, const struct packet *p, const u8 *head,
		      unsigned int have, unsigned int len, bool may)
{
	enum nf_rehome_signature got;
	u8 *buf = kmemdup(head, have, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, buf);
	got = rehome_signature(buf, have, len);
	kfree(buf);
	if (got != NF_REHOME_SIGNATURE_NONE && (!may || got != p->want))
		KUNIT_FAIL(test, "%s: %u of %u is told as %d", p->desc, have,
			   len, got);
}

/* Cut off by its sender, or by who looks at it. */
static void beginnings(struct kunit *test)
{
	const struct packet *p = test->param_value;
	unsigned int least = p->least ? : p->len;
	u8 head[REHOME_SIGNATURE_HEAD];
	unsigned int have = head_of(test, p, head);
	unsigned int n;

	for (n = 0; n < p->len; n++)
		expect_of(test, p, head, min(n, have), n, n >= least);
	for (n = 0; n < have; n++)
		expect_of(test, p, head, n, p->len, true);
}

static struct kunit_case signature_cases[] = {
	KUNIT_CASE_PARAM(told, packet_gen_params),
	KUNIT_CASE_PARAM(beginnings, packet_gen_params),
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
