// SPDX-License-Identifier: GPL-2.0

// libzt's package for Python refers to a class that sets routes of the host, which it
// lacks. It is for managed routes, of which a network without a controller has none.

namespace ZeroTier {

class InetAddress;

class LinuxNetLink {
public:
	LinuxNetLink();
	~LinuxNetLink();
	void delRoute(const InetAddress &target, const InetAddress &via,
		      const InetAddress &source, const char *device);
};

LinuxNetLink::LinuxNetLink() {}
LinuxNetLink::~LinuxNetLink() {}

void LinuxNetLink::delRoute(const InetAddress &, const InetAddress &,
			    const InetAddress &, const char *)
{
}

} // namespace ZeroTier
