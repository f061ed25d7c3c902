// SPDX-License-Identifier: GPL-2.0
/* rehome: options, and which object and verb the words mean. */

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include <linux/nf_rehome.h>

#include "attr.h"
#include "batch.h"
#include "complain.h"
#include "complete.h"
#include "netns.h"
#include "nf_rehome_version.h"
#include "rehome.h"

static const char usage[] =
	"Usage: rehome [ OPTIONS ] OBJECT [ VERB ]\n"
	"       rehome [ OPTIONS ] -f FILE\n"
	"       rehome help [ OBJECT ]\n"
	"\n"
	"  status                 the network namespace at a glance\n"
	"  wan [ show ]           the WANs\n"
	"  wan add | set DEV ...  name a device as WAN, change its settings\n"
	"  wan del DEV            forget name and settings\n"
	"  wan up | down DEV ...  tell whether it is healthy\n"
	"  class [ show ]         the classes of flows\n"
	"  class add | set NAME ...  add a class of your own, change one\n"
	"  class preset [ NAME ]  classes on request; activate one\n"
	"  class del NAME         deactivate such a class, remove one of your own\n"
	"  flow [ show ] [ stale ]  the flows, and what the decision says of them\n"
	"  explain proto PROTO from ADDR:PORT to ADDR:PORT  all about one flow\n"
	"  sweep [ dry-run ]      run a pass now\n"
	"  monitor [ flow ] [ hooks DIR ]  print what happens; run programs for it\n"
	"  stats [ show ]         the counters\n"
	"  stats reset            show them, and set them to zero\n"
	"  stats prometheus       all of that in the text format of Prometheus\n"
	"  param [ show ] | set NAME VALUE [ NAME VALUE ]...  the settings\n"
	"  save                   print the whole configuration as commands\n"
	"  load FILE              replace all of it by that of a file, or nothing\n"
	"\n"
	"OPTIONS:\n"
	"  -j, --json         print JSON\n"
	"  -p, --pretty       print JSON with line breaks\n"
	"  -t, --timestamp    print the time with what monitor prints\n"
	"  -n, --netns NAME   act on this network namespace, a name or a path\n"
	"  -f, --file FILE    run the commands of a file, \"-\" is stdin\n"
	"      --force        go on with the next one when one fails\n"
	"  -V, --Version      print the versions of tool and module\n"
	"  -h, --help         print this\n"
	"\n"
	"An object or verb may be shortened while it stays unambiguous.\n";

static const struct {
	const char *name;
	const struct object *object;
} objects[] = {
	{ "status", &object_status },
	{ "wan", &object_wan },
	{ "class", &object_class },
	{ "flow", &object_flow },
	{ "explain", &object_explain },
	{ "sweep", &object_sweep },
	{ "monitor", &object_monitor },
	{ "stats", &object_stats },
	{ "param", &object_param },
	{ "save", &object_save },
	{ "load", &object_load },
	{ "help", NULL },
};

int no_more(const char *object, int argc, char **argv)
{
	if (!argc)
		return 0;
	complain_plain(*argv,
		       "Argument \"%s\" is not expected, try \"rehome %s help\".",
		       *argv, object);
	return EXIT_USAGE;
}

int change(struct rehome *re)
{
	/* Nothing to show: an empty array would not be JSON for that. */
	re->out.shape = OUT_BLOCK;
	return nl_ask(&re->nl, NULL, NULL);
}

static void release_put(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[NF_REHOME_A_VERSION_MAX + 1];

	attr_table(nlh, tb, NF_REHOME_A_VERSION_MAX);
	put_str(data, OUT_NAMED, "nf_rehome", tb[NF_REHOME_A_VERSION_RELEASE]);
}

/* The tool's version is printed even where the module's cannot be. */
static int version(struct rehome *re)
{
	int status = 0;

	complete_only();
	re->out.shape = OUT_BLOCK;
	out_begin(&re->out);
	out_str(&re->out, OUT_NAMED, "rehome", NF_REHOME_VERSION);
	if (!nl_find(&re->nl))
		status = nl_get(&re->nl, "version", NF_REHOME_CMD_VERSION_GET,
				NLM_F_ACK, release_put, &re->out);
	out_end(&re->out);
	return status;
}

static void print_help(const char *text)
{
	complete_only();
	fputs(text, stdout);
}

static int help(int argc, char **argv)
{
	const char *text = usage;
	int i;

	if (argc) {
		i = words_pick("Object", *argv, objects, sizeof(*objects),
			       sizeof(objects) / sizeof(*objects), NULL);
		if (i < 0)
			return EXIT_USAGE;
		if (objects[i].object)
			text = objects[i].object->help;
	}
	print_help(text);
	return 0;
}

static bool is_help(const char *word)
{
	return *word && !strncmp("help", word, strlen(word));
}

static int run_object(struct rehome *re, const struct object *object,
		      int argc, char **argv)
{
	struct verb verbs[VERBS_MAX + 1];
	size_t n;
	int i;

	if (!argc || (!object->count && !is_help(*argv)))
		return object->run(re, argc, argv);
	for (n = 0; n < object->count; n++)
		verbs[n] = object->verbs[n];
	verbs[n++] = (struct verb) { "help", NULL };
	i = words_pick("Command", *argv, verbs, sizeof(*verbs), n,
		       object->name);
	if (i < 0)
		return EXIT_USAGE;
	if (!verbs[i].run) {
		print_help(object->help);
		return 0;
	}
	return verbs[i].run(re, argc - 1, argv + 1);
}

static int run(struct rehome *re, int argc, char **argv)
{
	int i;

	if (!argc) {
		complain(NULL, "no object given, try \"rehome help\".");
		return EXIT_USAGE;
	}
	i = words_pick("Object", *argv, objects, sizeof(*objects),
		       sizeof(objects) / sizeof(*objects), NULL);
	if (i < 0)
		return EXIT_USAGE;
	if (!objects[i].object)
		return help(argc - 1, argv + 1);
	return run_object(re, objects[i].object, argc - 1, argv + 1);
}

static int run_file(struct rehome *re, const char *file, bool force, int argc,
		    char **argv)
{
	complete_only();
	if (argc) {
		complain_plain(NULL,
			       "Argument \"%s\" is not expected with -f, try \"rehome -h\".",
			       *argv);
		return EXIT_USAGE;
	}
	return batch(re, file, force, run);
}

/* Options are there before the object only. */
static bool complete_option(const char *word, const struct option *options)
{
	char text[32];

	if (!complete_is(word) || *word != '-')
		return false;
	for (; options->name; options++) {
		snprintf(text, sizeof(text), "--%s", options->name);
		complete_try(text);
	}
	complete_only();
	return true;
}

static int bad_option(int opt, const char *word)
{
	char letter[] = { '-', optopt, '\0' };

	complain_plain(NULL, "Option \"%s\" %s, try \"rehome -h\".",
		       optopt ? letter : word,
		       opt == ':' ? "needs a value" : "is unknown");
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "pretty", no_argument, NULL, 'p' },
		{ "timestamp", no_argument, NULL, 't' },
		{ "netns", required_argument, NULL, 'n' },
		{ "file", required_argument, NULL, 'f' },
		{ "force", no_argument, NULL, 'F' },
		{ "Version", no_argument, NULL, 'V' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	static struct rehome re;
	const char *netns = NULL;
	const char *file = NULL;
	bool versions = false, force = false;
	int opt, status = 0;

	opterr = 0;
	if (argc > 2 && !strcmp(argv[1], "__complete")) {
		argv++;
		argc--;
		complete_begin(argv[argc - 1]);
	}
	while (!complete_option(argv[optind], options) &&
	       (opt = getopt_long(argc, argv, "+:jptn:f:Vh", options,
				  NULL)) != -1) {
		switch (opt) {
		case 'j':
			re.out.json = true;
			break;
		case 'p':
			re.out.pretty = true;
			break;
		case 't':
			re.out.time = true;
			break;
		case 'n':
			netns = optarg;
			break;
		case 'f':
			/* As iproute2 has it, with one dash. */
			if (!strcmp(argv[optind - 1], "-force") &&
			    optarg == argv[optind - 1] + 2)
				force = true;
			else
				file = optarg;
			break;
		case 'F':
			force = true;
			break;
		case 'V':
			versions = true;
			break;
		case 'h':
			return help(0, NULL);
		default:
			return bad_option(opt, argv[optind - 1]);
		}
	}
	re.netns = netns;
	if (netns)
		status = netns_enter(netns);
	if (!status && versions)
		status = version(&re);
	else if (!status && file)
		status = run_file(&re, file, force, argc - optind,
				  argv + optind);
	else if (!status)
		status = run(&re, argc - optind, argv + optind);
	complete_only();
	nl_close(&re.nl);
	return out_close(&re.out, status);
}
