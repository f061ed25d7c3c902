/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_DEVICES_H
#define _REHOME_DEVICES_H

struct net;

/* Devices that are looked at in one go. */
#define REHOME_DEVICES		32

int rehome_devices(struct net *net, int after, int found[REHOME_DEVICES]);

#endif
