"""Draws bars as SVG, readable on light and dark pages."""

import html

from goals import MEGABYTES, MILLISECONDS, SECONDS
from results import PAGE_PEERS, PDF_PEERS, label

WIDTH, PANEL, NAMES, ROW, BAR = 860, 400, 150, 22, 14
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.paper { fill: #fff } .bar { fill: #a8b0ba } .limit { fill: #d8b45c } .ours { fill: #b3261e } .failed { fill: #656d76 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .paper { fill: #0d1117 } .bar { fill: #57606a } .limit { fill: #9a7a2a } .ours { fill: #f2766b } .failed { fill: #9198a1 }
}"""


def bars(title, values, show, left, top):
    """One panel: a bar for each tool. `Waxseal` stands out, and so does what is no tool but a limit."""
    yield f'<text class="title" x="{left}" y="{top}">{html.escape(title)}</text>'
    longest = max((value for value in values.values() if value is not None), default=1)
    room = PANEL - NAMES - 70
    for index, (name, value) in enumerate(values.items()):
        y = top + 12 + index * ROW
        kind = "ours" if name.startswith("Waxseal") else "bar" if name in PAGE_PEERS + PDF_PEERS else "limit"
        yield f'<text x="{left + NAMES - 8}" y="{y + BAR - 2}" text-anchor="end">{html.escape(name)}</text>'
        if value is None:
            yield f'<text class="failed" x="{left + NAMES}" y="{y + BAR - 2}">fails</text>'
            continue
        length = max(1, room * max(0, value) / longest)
        yield f'<rect class="{kind}" x="{left + NAMES}" y="{y}" width="{length:.1f}" height="{BAR}" rx="2"/>'
        yield f'<text x="{left + NAMES + length + 6:.1f}" y="{y + BAR - 2}">{show(value)}</text>'


def drawing(caption, panels):
    """The panels in two columns."""
    rows = [panels[index : index + 2] for index in range(0, len(panels), 2)]
    body, top = [], 64
    for row in rows:
        for column, (title, values, show) in enumerate(row):
            body += bars(title, values, show, 20 + column * (PANEL + 20), top)
        top += 12 + max(len(values) for _, values, _ in row) * ROW + 34
    height = top - 20
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{html.escape(caption)}">\n'
        f'<style>{STYLE}\n</style>\n<rect class="paper" width="{WIDTH}" height="{height}" rx="8"/>\n'
        f'<text class="title" x="20" y="30">{html.escape(caption)}</text>\n' + "\n".join(body) + "\n</svg>\n"
    )


def write_pictures(run, folder):
    size, _ = run.sizes()

    def sealing(task, tools, what):
        return {tool: run.command(task, tool, size, what) for tool in tools}

    def opening(what):
        return {tool: run.opening(tool, size, what) for tool in ("Waxseal", *PAGE_PEERS, "WebCrypto alone")}

    page = ("Waxseal", *PAGE_PEERS, "openssl enc, base64")
    panels = [
        ("Sealing: CPU beyond the fixed cost", sealing("seal a page", page, "beyond"), SECONDS),
        ("Sealing: peak memory", sealing("seal a page", page, "memory"), MEGABYTES),
        ("In the browser: page ready", opening("ready"), SECONDS),
        ("From the password to everything, beyond the KDF", opening("beyond done"), SECONDS),
        ("Longest time the page does not answer", opening("longest block"), MILLISECONDS),
        ("Peak memory of the tab", opening("memory"), MEGABYTES),
    ]
    caption = f"A mail with photos, {label(size)}, as an encrypted page (less is better; yellow is no tool, but the least that the task costs)"
    (folder / "peers-page.svg").write_text(drawing(caption, panels))
    pdf = ("Waxseal", *PDF_PEERS)
    panels = [("CPU", sealing("seal a PDF", pdf, "cpu"), SECONDS), ("Peak memory", sealing("seal a PDF", pdf, "memory"), MEGABYTES)]
    caption = f"The same as an encrypted PDF; the others are given the ready-made PDF to encrypt (less is better)"
    (folder / "peers-pdf.svg").write_text(drawing(caption, panels))
