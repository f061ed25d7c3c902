# SPDX-License-Identifier: GPL-2.0
# nf_rehome: what people type. The module itself is described in Kbuild.
#
#   make module      build nf_rehome.ko for the running kernel, or for
#                    KDIR=/lib/modules/VERSION/build
#   make tool        build userspace/rehome
#   make install     install both, with the manual page
#   make demo        show a failover in a virtual machine, without and with
#   make check       run every test
#   make matrix      every cause, kind of flow and rule set (half an hour more)
#   make proof       real overlays through failovers, remedy by remedy (an hour or more)
#   make bench       how long passes take, and what the module costs a router
#   make style       only the checks of the sources
#   make clean

KDIR ?= /lib/modules/$(shell uname -r)/build

all: module tool

module:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

tool:
	$(MAKE) -C userspace

install: module-install tool-install

module-install: module
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules_install
	depmod -a

tool-install: tool
	$(MAKE) -C userspace install

# Both install what a fresh machine lacks.
demo:
	@lab/demo

check:
	@lab/check

matrix:
	@lab/setup && lab/matrix

proof:
	@lab/setup && lab/proof --to build/proof

bench:
	@lab/setup && lab/bench

style:
	@lab/setup && lab/style

clean:
	-$(MAKE) -C userspace clean
	-[ ! -d $(KDIR) ] || $(MAKE) -C $(KDIR) M=$(CURDIR) clean
	rm -rf build

.PHONY: all module tool install module-install tool-install demo check matrix \
	proof bench style clean
