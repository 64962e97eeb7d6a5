"""The goals, each judged by one run: what Waxseal took, what the best peer took in the same run, met or not."""

from results import PAGE_PEERS, PDF_PEERS, label, least

SECONDS = lambda value: f"{value:.2f} s"
MILLISECONDS = lambda value: f"{value * 1000:.0f} ms"
MEGABYTES = lambda value: f"{value / 1e6:.0f} MB"
TIMES = lambda value: f"{value:.3f}"


def goal(text, measured, limit, show, peer=(None, None)):
    name, value = peer
    """`measured` is None if Waxseal failed or nobody measured it, `limit` if there is none."""
    return {
        "goal": text,
        "measured": "" if measured is None else show(measured),
        "peer": "" if value is None else f"{name} {show(value)}",
        "met": "not measured" if measured is None or limit is None else "met" if measured <= limit else "**not met**",
    }


def times(value, factor):
    """What a peer took that failed is no limit."""
    return None if value is None else value * factor


def goals_of(run):
    large, largest = run.sizes()
    yield from sealing(run, large)
    yield from opening(run, large, largest)
    yield from rates(run)
    yield from sizes(run)


def sealing(run, size):
    """Of one mail with photos."""

    def page(tool, what):
        return run.command("seal a page", tool, size, what)

    def pdf(tool, what):
        return run.command("seal a PDF", tool, size, what)

    mail, of = page("Waxseal", "mail"), f"{label(size)} to a page"
    peer = least({tool: page(tool, "beyond") for tool in PAGE_PEERS})
    yield goal(f"{of}: CPU beyond the fixed cost at most half of the fastest peer's", page("Waxseal", "beyond"), times(peer[1], 0.5), SECONDS, peer)
    openssl = page("openssl enc, base64", "beyond")
    yield goal(f"{of}: CPU beyond the fixed cost at most 1.5 times that of `openssl enc` and `base64`", page("Waxseal", "beyond"), times(openssl, 1.5), SECONDS, ("openssl enc, base64", openssl))
    peer = least({tool: page(tool, "memory") for tool in PAGE_PEERS})
    yield goal(f"{of}: peak memory at most the mail and 32 MB, {MEGABYTES(mail + 32e6)}", page("Waxseal", "memory"), mail + 32e6, MEGABYTES, peer)
    of = f"{label(size)} to a PDF"
    qpdf = pdf("qpdf", "cpu")
    yield goal(f"{of}: CPU at most half of qpdf's, which is given the ready-made PDF", pdf("Waxseal", "cpu"), times(qpdf, 0.5), SECONDS, ("qpdf", qpdf))
    peer = least({tool: pdf(tool, "memory") for tool in PDF_PEERS})
    yield goal(f"{of}: peak memory at most the mail and 48 MB, {MEGABYTES(mail + 48e6)}", pdf("Waxseal", "memory"), mail + 48e6, MEGABYTES, peer)


def opening(run, large, largest):
    """In Chromium."""
    what_is_asked = [
        (large, "Waxseal", "ready", 0.8, "page ready in at most 0.8 s", SECONDS),
        (large, "Waxseal", "beyond view", 0.1, "view at most 0.1 s beyond the fixed cost after the click", SECONDS),
        (large, "Waxseal", "beyond done", 0.5, "message complete at most 0.5 s beyond the fixed cost", SECONDS),
        (large, "Waxseal", "longest block", 0.05, "main thread blocked for at most 50 ms at a time", MILLISECONDS),
        (large, "Waxseal", "memory", 320e6, "peak memory of the tab at most 320 MB", MEGABYTES),
        (largest, "Waxseal", "beyond view", 0.2, "view at most 0.2 s beyond the fixed cost", SECONDS),
        (largest, "Waxseal", "beyond done", 3, "message complete at most 3 s beyond the fixed cost", SECONDS),
        (large, "Waxseal, WebAssembly alone", "beyond done", 1, "message complete at most 1 s beyond the fixed cost", SECONDS),
        (largest, "Waxseal, WebAssembly alone", "beyond done", 6, "message complete at most 6 s beyond the fixed cost", SECONDS),
    ]
    for size, tool, what, limit, text, show in what_is_asked:
        by = " with WebAssembly alone" if tool != "Waxseal" else ""
        peer = least({name: run.opening(name, size, what) for name in PAGE_PEERS})
        yield goal(f"opening {label(size)}{by}: {text}", run.opening(tool, size, what), limit, show, peer)


def rates(run):
    rate = run.document["rate"] or {}
    for format, least_rate in {"html": 2000, "pdf": 200}.items():
        measured = rate.get(format)
        # More is better, so both are counted from below.
        row = goal("", measured and -measured, -least_rate, lambda value: f"{-value:.0f} a second")
        name = {"html": "pages", "pdf": "PDFs"}[format]
        mails = rate.get(f"{format} mail")
        whole = f" (whole mails, each with its envelope: {mails:.0f})" if mails else ""
        yield row | {"goal": f"10 KB, key kept: at least {least_rate} {name} a second and core{whole}"}


def sizes(run):
    rows = {row["tool"]: row["made"] / row["mail"] for row in run.rows("what leaves") if "failed" not in row}
    size = label(run.rows("what leaves")[0]["size"])
    peer = least({tool: rows.get(tool) for tool in PAGE_PEERS})
    yield goal(f"what leaves for {size}, a page: at most 1.06 times the mail (peers: the page, not yet in a mail)", rows.get("Waxseal, a page"), 1.06, TIMES, peer)
    yield goal(f"what leaves for {size}, a PDF: at most 1.01 times the mail", rows.get("Waxseal, a PDF"), 1.01, TIMES)
