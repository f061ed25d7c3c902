// SPDX-License-Identifier: GPL-2.0
/* How often something else is taken for one of the signatures: never, of as many
 * payloads as fit into a few seconds, which are made of random fields.
 */
#include <linux/prandom.h>
#include <linux/sched.h>
#include "compat.h"
#include "helpers.h"
#include "signature_packets.h"

#define TRIES	2000000

static u32 below(struct rnd_state *rnd, u32 n)
{
	return prandom_u32_state(rnd) % n;
}

static u32 one_of(struct rnd_state *rnd, const u32 *values, unsigned int n)
{
	return values[below(rnd, n)];
}

#define ONE_OF(rnd, ...)						\
	one_of(rnd, (const u32[]){ __VA_ARGS__ },			\
	       ARRAY_SIZE(((const u32[]){ __VA_ARGS__ })))

static void noise(struct rnd_state *rnd, u8 *p, unsigned int from)
{
	prandom_bytes_state(rnd, p + from, REHOME_SIGNATURE_HEAD - from);
}

/* Lengths of packets are as likely as all others. */
static unsigned int some_length(struct rnd_state *rnd)
{
	return below(rnd, 2) ? below(rnd, 1473) :
	       packets[below(rnd, ARRAY_SIZE(packets))].len;
}

static unsigned int random_bytes(struct rnd_state *rnd, u8 *p)
{
	noise(rnd, p, 0);
	return some_length(rnd);
}

/* The first byte of a packet, and its length. */
static unsigned int random_tail(struct rnd_state *rnd, u8 *p)
{
	const struct packet *like = &packets[below(rnd, ARRAY_SIZE(packets))];

	noise(rnd, p, 0);
	p[0] = packet_byte(like->head[0]);
	return like->len;
}

/* Words that are nothing, small in either order, or random. */
static unsigned int small_words(struct rnd_state *rnd, u8 *p)
{
	unsigned int i;
	u32 word;

	for (i = 0; i < REHOME_SIGNATURE_HEAD; i += 4) {
		word = prandom_u32_state(rnd);
		switch (word >> 29) {
		case 0 ... 2:
			put_unaligned_be32(0, p + i);
			break;
		case 3 ... 4:
			put_unaligned_be32(word & 0x1f, p + i);
			break;
		case 5 ... 6:
			put_unaligned_le32(word & 0x1f, p + i);
			break;
		default:
			put_unaligned_be32(word, p + i);
		}
	}
	return below(rnd, 2) ? 4 * below(rnd, 50) : some_length(rnd);
}

/* A name of up to @room bytes; returns where it ends. */
static unsigned int put_name(struct rnd_state *rnd, u8 *p, unsigned int at,
			     unsigned int room)
{
	unsigned int end = at + room, n, i;

	while (at + 2 < end) {
		n = min(1 + below(rnd, 20), end - at - 2);
		p[at++] = n;
		for (i = 0; i < n; i++)
			p[at++] = 'a' + below(rnd, 26);
		if (!below(rnd, 3))
			break;
	}
	p[at++] = 0;
	return at;
}

static unsigned int dns(struct rnd_state *rnd, u8 *p)
{
	u32 flags = ONE_OF(rnd, 0, 0, 0, 0x0100, 0x0120, 0x8180, 0x8400,
			   0x2800, 0x0110);
	unsigned int at;

	noise(rnd, p, 0);
	put_unaligned_be16(flags, p + 2);
	put_unaligned_be16(below(rnd, 20) ? 1 : below(rnd, 5), p + 4);
	put_unaligned_be16(flags & 0x8000 ? below(rnd, 9) : 0, p + 6);
	put_unaligned_be16(flags & 0x8000 ? below(rnd, 9) : 0, p + 8);
	put_unaligned_be16(below(rnd, 3), p + 10);
	at = put_name(rnd, p, 12, 90);
	put_unaligned_be16(ONE_OF(rnd, 1, 2, 12, 16, 28, 33, 65, 255), p + at);
	put_unaligned_be16(1, p + at + 2);
	/* options of EDNS or answers follow */
	return at + 4 + ONE_OF(rnd, 0, 11, 23, 16, 28, below(rnd, 400));
}

/* Simple clients fill in nothing but the mode and perhaps their time. */
static unsigned int ntp(struct rnd_state *rnd, u8 *p)
{
	noise(rnd, p, 0);
	p[0] = ONE_OF(rnd, 0, 0xc0) | ONE_OF(rnd, 1, 2, 3, 4) << 3 |
	       below(rnd, 8);
	p[1] = below(rnd, 17);
	p[2] = below(rnd, 18);
	p[3] = 0xe0 + below(rnd, 32);
	put_unaligned_be32(ONE_OF(rnd, 0, below(rnd, 0x20000)), p + 4);
	put_unaligned_be32(ONE_OF(rnd, 0, below(rnd, 0x20000)), p + 8);
	memset(p + 12, 0, ONE_OF(rnd, 0, 4, 12, 20, 28));
	if (below(rnd, 2))
		memset(p + 1, 0, ONE_OF(rnd, 7, 11, 39));
	return ONE_OF(rnd, 48, 48, 68, 72, 12, 48 + 4 * below(rnd, 50));
}

static unsigned int source_engine(struct rnd_state *rnd, u8 *p)
{
	put_unaligned_be32(0xffffffff, p);
	return 5 + below(rnd, 60);
}

static unsigned int raknet(struct rnd_state *rnd, u8 *p)
{
	static const u8 magic[] = {
		0, 0xff, 0xff, 0, 0xfe, 0xfe, 0xfe, 0xfe,
		0xfd, 0xfd, 0xfd, 0xfd, 0x12, 0x34, 0x56, 0x78,
	};
	u32 id = ONE_OF(rnd, 1, 2, 5, 7, 0x1c);
	unsigned int at = id < 5 ? 9 : 1;

	p[0] = id;
	put_unaligned_be64(prandom_u32_state(rnd), p + 1);
	memcpy(p + at, magic, sizeof(magic));
	if (id == 5)
		memset(p + 18, 0, REHOME_SIGNATURE_HEAD - 18);
	return ONE_OF(rnd, 33, 34, 548, 1172, 1464);
}

static unsigned int kcp(struct rnd_state *rnd, u8 *p)
{
	put_unaligned_le32(ONE_OF(rnd, below(rnd, 6), prandom_u32_state(rnd)),
			   p);
	put_unaligned_le32(0x51 + below(rnd, 4), p + 4);
	put_unaligned_le32(below(rnd, 1000), p + 12);
	put_unaligned_le32(below(rnd, 1000), p + 16);
	put_unaligned_le32(below(rnd, 1000), p + 20);
	return 24 + below(rnd, 1000);
}

static unsigned int utp(struct rnd_state *rnd, u8 *p)
{
	p[0] = below(rnd, 5) << 4 | 1;
	p[1] = below(rnd, 3);
	if (below(rnd, 2))
		put_unaligned_be32(0, p + 8);
	put_unaligned_be32(below(rnd, 0x100000), p + 12);
	/* only data has some */
	return p[0] == 1 ? 20 + below(rnd, 1400) : 20 + 6 * below(rnd, 2);
}

static unsigned int rtp(struct rnd_state *rnd, u8 *p)
{
	p[0] = ONE_OF(rnd, 0x80, 0x90, 0xb0);
	p[1] = ONE_OF(rnd, 0, 8, 96, 111, 0xc8, 0xc9);
	return 12 + below(rnd, 1300);
}

/* Type, player, tick, state; then positions of limited precision. */
static unsigned int game(struct rnd_state *rnd, u8 *p)
{
	bool token = below(rnd, 2);
	unsigned int i;

	put_unaligned_le32(below(rnd, 32), p);
	put_unaligned_le32(token ? prandom_u32_state(rnd) : below(rnd, 64),
			   p + 4);
	put_unaligned_le32(below(rnd, 0x10000), p + 8);
	put_unaligned_le32(below(rnd, 16), p + 12);
	for (i = 16; i < REHOME_SIGNATURE_HEAD; i += 4)
		put_unaligned_le32(ONE_OF(rnd, 0, 0x3f800000,
					  prandom_u32_state(rnd) & 0xc1ff0000),
				   p + i);
	return 16 + 4 * below(rnd, 100);
}

static unsigned int games(struct rnd_state *rnd, u8 *p)
{
	static unsigned int (*const make[])(struct rnd_state *rnd, u8 *p) = {
		source_engine, raknet, kcp, utp, rtp, game,
	};

	noise(rnd, p, 0);
	return make[below(rnd, ARRAY_SIZE(make))](rnd, p);
}

struct shape {
	const char *desc;
	unsigned int (*make)(struct rnd_state *rnd, u8 *p);
};

static const struct shape shapes[] = {
	{ "random bytes", random_bytes },
	{ "random bytes behind the first of a packet", random_tail },
	{ "small words", small_words },
	{ "DNS", dns },
	{ "NTP", ntp },
	{ "games and media", games },
};

KUNIT_ARRAY_PARAM_DESC(shape, shapes, desc);

static void never(struct kunit *test)
{
	const struct shape *s = test->param_value;
	u8 head[REHOME_SIGNATURE_HEAD];
	unsigned int i, len, taken = 0;
	struct rnd_state rnd;
	int got;

	prandom_seed_state(&rnd, 20240229);
	for (i = 0; i < TRIES; i++) {
		len = s->make(&rnd, head);
		got = rehome_signature(head, min_t(unsigned int, len,
						   sizeof(head)), len);
		if (got && !taken++)
			KUNIT_FAIL(test, "taken for %d: %u bytes of %*ph", got,
				   len, 32, head);
		if (!(i % 1024))
			cond_resched();
	}
	kunit_info(test, "%s: %u of %u recognized", s->desc, taken, TRIES);
	KUNIT_EXPECT_EQ(test, 0, taken);
}

static struct kunit_case signature_rate_cases[] = {
	KUNIT_CASE_PARAM(never, shape_gen_params),
	{}
};

static struct kunit_suite signature_rate_suite = {
	.name = "nf_rehome_signature_rate",
	.test_cases = signature_rate_cases,
};

kunit_test_suite(signature_rate_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of what no signature recognizes");
MODULE_LICENSE("GPL");
