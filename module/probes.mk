# SPDX-License-Identifier: GPL-2.0
# What the headers of this kernel offer; see compat.h. Included by what is
# built from them, so that all of it sees the same.
rehome-inc := $(srctree)/include
rehome-has = $(shell grep -qsE '$(2)' $(rehome-inc)/$(3) && echo -D$(1))
rehome-has-multi = $(shell tr '\n' ' ' <$(rehome-inc)/$(3) | \
			   grep -qsE '$(2)' && echo -D$(1))

ccflags-y += -I$(src)/../include/uapi -I$(src)/../include
ccflags-y += $(if $(wildcard $(rehome-inc)/kunit/visibility.h),-DHAVE_KUNIT_VISIBILITY)
ccflags-y += $(if $(wildcard $(rehome-inc)/linux/unaligned.h),-DHAVE_LINUX_UNALIGNED)
ccflags-y += $(call rehome-has,HAVE_NF_HOOK_OP_NAT,NF_HOOK_OP_NAT,linux/netfilter.h)
ccflags-y += $(call rehome-has,HAVE_NAT_LOOKUP_PRIV,struct nf_nat_lookup_hook_priv .,linux/netfilter.h)
ccflags-y += $(call rehome-has,HAVE_CT_EXT_ACT_CT,NF_CT_EXT_ACT_CT,net/netfilter/nf_conntrack_extend.h)
ccflags-y += $(call rehome-has,HAVE_HRTIMER_SETUP,void hrtimer_setup.,linux/hrtimer.h)
ccflags-y += $(call rehome-has,HAVE_GENL_INFO_DUMP,genl_info_dump.,net/genetlink.h)
ccflags-y += $(call rehome-has-multi,HAVE_NH_EXTACK,register_nexthop_notifier[^;]*extack,net/nexthop.h)
ccflags-y += $(call rehome-has-multi,HAVE_GENL_MCAST_FLAGS,struct genl_multicast_group .[^}]*u8[[:space:]]+flags,net/genetlink.h)
ccflags-y += $(call rehome-has,HAVE_SOCKADDR_UNSIZED,kernel_bind.*sockaddr_unsized,linux/net.h)
ccflags-y += $(call rehome-has-multi,HAVE_RT_ALLOC_NOPOLICY,rt_dst_alloc[^;]*nopolicy,net/route.h)
