// SPDX-License-Identifier: GPL-2.0
/* Replies and dumps of the netlink family, as messages. */
#include <net/sock.h>
#include "netlink_family.h"
#include "netlink_msg.h"
#include "pernet.h"

/**
 * rehome_msg_net - the namespace that a request is about
 * @skb: the request, or what caused a dump
 *
 * Return: what is kept for it.
 */
struct rehome_net *rehome_msg_net(const struct sk_buff *skb)
{
	return rehome_pernet(sock_net(skb->sk));
}

/**
 * rehome_msg_refuse - is nothing to be set in a namespace?
 * @rn: the namespace
 * @extack: where it is said
 *
 * Return: true if we are not active there, and cannot be.
 */
bool rehome_msg_refuse(const struct rehome_net *rn,
		       struct netlink_ext_ack *extack)
{
	if (!rn->allowed)
		NL_SET_ERR_MSG(extack, "inactive in user namespaces; see parameter userns");
	return !rn->allowed;
}

/**
 * rehome_msg_bad - say what is wrong with a request
 * @info: the request
 * @attr: the attribute that it is about
 * @err: the error; 0 for what is only odd
 * @why: what is wrong, a constant
 *
 * Return: @err.
 */
int rehome_msg_bad(struct genl_info *info, int attr, int err, const char *why)
{
	if (info->attrs[attr])
		NL_SET_BAD_ATTR(info->extack, info->attrs[attr]);
	if (info->extack)
		info->extack->_msg = why;
	return err;
}

/**
 * rehome_msg_reply - begin the reply to a request
 * @info: the request
 * @hdr: header of the reply
 *
 * Return: the reply, or NULL without memory.
 */
struct sk_buff *rehome_msg_reply(struct genl_info *info, void **hdr)
{
	struct sk_buff *skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);

	if (!skb)
		return NULL;
	*hdr = genlmsg_put_reply(skb, info, &rehome_genl_family, 0,
				 info->genlhdr->cmd);
	if (*hdr)
		return skb;
	nlmsg_free(skb);
	return NULL;
}

/**
 * rehome_msg_send - end a reply and send it
 * @info: the request
 * @skb: the reply; consumed
 * @hdr: its header
 * @err: what writing it said; if not 0, the reply is dropped
 *
 * Return: 0, @err, or the error of sending.
 */
int rehome_msg_send(struct genl_info *info, struct sk_buff *skb, void *hdr,
		    int err)
{
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	genlmsg_end(skb, hdr);
	return genlmsg_reply(skb, info);
}

/**
 * rehome_msg_dump - begin an object of a dump
 * @skb: the dump
 * @cb: its state
 * @cmd: command of the object
 *
 * Return: header of the object, or NULL when the message is full.
 */
void *rehome_msg_dump(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd)
{
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				cb->nlh->nlmsg_seq, &rehome_genl_family,
				NLM_F_MULTI, cmd);

	/* Where the caller keeps a sequence. */
	if (hdr && cb->seq)
		genl_dump_check_consistent(cb, hdr);
	return hdr;
}

/**
 * rehome_msg_dumped - end an object of a dump
 * @skb: the dump
 * @hdr: header of the object
 * @err: what writing it said
 *
 * Return: true when the object fitted.
 */
bool rehome_msg_dumped(struct sk_buff *skb, void *hdr, int err)
{
	if (err)
		genlmsg_cancel(skb, hdr);
	else
		genlmsg_end(skb, hdr);
	return !err;
}
