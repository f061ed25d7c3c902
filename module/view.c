// SPDX-License-Identifier: GPL-2.0
/* What packets may know of the WANs: a copy that never changes, replaced as a
 * whole, so that a packet takes no lock.
 */
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include "compat.h"
#include "pernet.h"
#include "view.h"
#include "wan.h"

/* For packets that come before the first look at the WANs. */
static const struct rehome_view nothing;

static void put_wan(struct rehome_view_wan *to, const struct rehome_wan *wan)
{
	to->ifindex = wan->ifindex;
	to->state[0] = rehome_wan_state(wan, NFPROTO_IPV4);
	to->state[1] = rehome_wan_state(wan, NFPROTO_IPV6);
	to->mark.value = wan->conf.mark;
	to->mark.mask = wan->conf.mask;
	to->rank = (u64)wan->conf.metered << 32 | wan->conf.priority;
	to->epoch = wan->epoch;
	strscpy(to->name, wan->name, sizeof(to->name));
}

static void put_addr(struct rehome_view *view, u8 family,
		     const union nf_inet_addr *addr, bool told, int ifindex)
{
	view->addrs[view->addr_count++] = (struct rehome_view_addr){
		.addr = *addr,
		.family = family,
		.told = told,
		.ifindex = ifindex,
	};
}

static void view_fill(struct rehome_view *view, const struct rehome_net *rn)
{
	const struct rehome_addr *a;
	const struct rehome_wan *wan;

	list_for_each_entry(wan, &rn->wans.list, list) {
		put_wan(&view->wans[view->wan_count++], wan);
		view->mask |= wan->conf.mask;
		/* Those that were told come first: they hold for sure. */
		if (rehome_wan_has_snat(wan, NFPROTO_IPV4))
			put_addr(view, NFPROTO_IPV4, &wan->conf.snat, true,
				 wan->ifindex);
		if (rehome_wan_has_snat(wan, NFPROTO_IPV6))
			put_addr(view, NFPROTO_IPV6, &wan->conf.snat6, true,
				 wan->ifindex);
	}
	list_for_each_entry(a, &rn->addrs.list, list)
		put_addr(view, a->family, &a->addr, false, a->ifindex);
}

/**
 * rehome_view_renew - show packets the WANs as they are now
 * @rn: the namespace
 * @gen: generation of triggers that it answers for
 *
 * Context: process, the namespace's mutex.
 * Return: 0 or -ENOMEM, when packets go on seeing what they saw.
 */
int rehome_view_renew(struct rehome_net *rn, u32 gen)
{
	struct rehome_view *view, *old;
	unsigned int wans = 0, addrs;
	const struct rehome_wan *wan;
	size_t at;

	lockdep_assert_held(&rn->mutex);
	list_for_each_entry(wan, &rn->wans.list, list)
		wans++;
	addrs = rn->addrs.count + 2 * wans;
	at = ALIGN(struct_size(view, wans, wans), sizeof(u64));
	view = kvzalloc(at + array_size(addrs, sizeof(*view->addrs)),
			GFP_KERNEL_ACCOUNT);
	if (!view)
		return -ENOMEM;
	view->gen = gen;
	view->addrs = (void *)view + at;
	view_fill(view, rn);
	old = rcu_replace_pointer(rn->view, view, lockdep_is_held(&rn->mutex));
	if (old)
		kvfree_rcu(old, rcu);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_view_renew);

/**
 * rehome_view_outdate - a trigger came before the view could answer for it
 * @rn: the namespace
 * @gen: generation of triggers that it answers for
 *
 * Context: process, the namespace's mutex.
 */
void rehome_view_outdate(struct rehome_net *rn, u32 gen)
{
	struct rehome_view *view =
		rcu_dereference_protected(rn->view, lockdep_is_held(&rn->mutex));

	lockdep_assert_held(&rn->mutex);
	WRITE_ONCE(view->gen, gen);
}

void rehome_view_exit(struct rehome_net *rn)
{
	kvfree(rcu_dereference_raw(rn->view));
	RCU_INIT_POINTER(rn->view, NULL);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_view_exit);

/**
 * rehome_view_get - the WANs as packets see them
 * @rn: the namespace
 *
 * Context: RCU.
 * Return: the view, never NULL.
 */
const struct rehome_view *rehome_view_get(const struct rehome_net *rn)
{
	return rcu_dereference(rn->view) ? : &nothing;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_view_get);

/**
 * rehome_view_wan - the WAN of a device
 * @view: the view
 * @ifindex: the device
 *
 * Return: the WAN, or NULL if the device is none.
 */
const struct rehome_view_wan *rehome_view_wan(const struct rehome_view *view,
					      int ifindex)
{
	unsigned int i;

	for (i = 0; ifindex && i < view->wan_count; i++)
		if (view->wans[i].ifindex == ifindex)
			return &view->wans[i];
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_view_wan);

/**
 * rehome_view_addr - the WAN that holds or held an address
 * @view: the view
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @addr: the address
 *
 * Return: what is known of the address, or NULL.
 */
const struct rehome_view_addr *rehome_view_addr(const struct rehome_view *view,
						u8 family,
						const union nf_inet_addr *addr)
{
	unsigned int i;

	for (i = 0; i < view->addr_count; i++)
		if (view->addrs[i].family == family &&
		    nf_inet_addr_cmp(&view->addrs[i].addr, addr))
			return &view->addrs[i];
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_view_addr);
