/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_KUNIT_RECORDS_H
#define _REHOME_KUNIT_RECORDS_H

#include "helpers.h"
#include "indexed.h"
#include "record.h"
#include "scan.h"

/* The index of the case that runs, with room for that many flows. */
#define TEST_INDEX_MAX	131072

extern struct rehome_index *test_index;

/* What test_noted() has seen of a first packet. */
extern const struct rehome_first test_first;

/* For .init and .exit of a suite. */
int test_index_init(struct kunit *test);
void test_index_exit(struct kunit *test);

/* A flow without an answer, and one that is in the index. */
struct nf_conn *test_silent(struct kunit *test, u8 family, u16 sport);
struct nf_conn *test_noted(struct kunit *test, u8 family, u16 sport);
struct rehome_record test_record(struct kunit *test, const struct nf_conn *ct);
bool test_has(const struct nf_conn *ct);
void test_age(const struct nf_conn *ct, unsigned int seconds);
void test_end(const struct nf_conn *ct);
void test_judged(struct rehome_index *ix, const struct nf_conn *ct,
		 const struct rehome_egress *left, u32 gen);
unsigned int test_scan_all(struct kunit *test);
void test_records(struct kunit *test, unsigned int n);

#endif
