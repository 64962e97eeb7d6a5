// Mails that attack: nothing they hold runs, nothing they name is fetched. The views here were never
// sanitised, so the page's own defences are what is tested.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CORPUS, envelope, fileUrl, launch, onDisk, openEnvelope, watchedPage, without } from "./helpers.mjs";

let browser, server, requests;
before(async () => {
  requests = [];
  server = createServer((request, response) => {
    // Chromium looks for its own updates, whatever it is told.
    if (!request.url.startsWith("/service/update2")) requests.push(request.headers.host + request.url);
    response.end();
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  // Every host name leads to our server, so a request that gets out is seen there too.
  browser = await launch([`--host-resolver-rules=MAP * 127.0.0.1:${server.address().port}`]);
});
after(async () => {
  await browser.close();
  server.close();
});

/**
 * Opens a view and returns what happened. `act` uses the page then, and `prove` runs in it before it is closed. What the
 * console says does not count: Chromium reports there what the policy has stopped.
 */
async function happenings(view, prove = () => {}, act = async () => {}) {
  const context = await browser.newContext();
  const { page, seen } = await watchedPage(context);
  const pages = context.pages().length;
  await openEnvelope(page, await envelope(view));
  await act(page);
  await page.waitForTimeout(500);
  const result = {
    dialogs: seen.dialogs,
    errors: seen.errors,
    requests: [...seen.requests, ...requests.splice(0)],
    popups: context.pages().length - pages,
    location: new URL(page.url()).protocol,
    hacked: await page.evaluate(() => [...Object.keys(globalThis)].filter((name) => /hack|xss|pwn/i.test(name))),
    proven: await page.evaluate(prove),
    frames: page.frames().length,
  };
  await context.close();
  return result;
}

const quiet = { requests: [], dialogs: [], errors: [], popups: 0, location: "file:", hacked: [], frames: 2 };

const REMOTE = [
  '<img src="http://tracker.test/img">', '<img srcset="http://tracker.test/srcset 1x">',
  '<img src="//tracker.test/scheme-relative">', '<picture><source srcset="http://tracker.test/source"><img></picture>',
  '<div style="background:url(http://tracker.test/style)">x</div>', '<style>@import url(http://tracker.test/import)</style>',
  '<style>body{background:url(http://tracker.test/rule)}</style>', '<link rel=stylesheet href="http://tracker.test/link">',
  '<link rel=dns-prefetch href="//tracker.test">', '<link rel=preload as=image href="http://tracker.test/preload">',
  '<video src="http://tracker.test/video" autoplay poster="http://tracker.test/poster"></video>',
  '<audio src="http://tracker.test/audio" autoplay></audio>', '<iframe src="http://tracker.test/iframe"></iframe>',
  '<object data="http://tracker.test/object"></object>', '<embed src="http://tracker.test/embed">',
  '<meta http-equiv=refresh content="0;url=http://tracker.test/refresh">', '<base href="http://tracker.test/">',
  '<form action="http://tracker.test/form"><input autofocus onfocus=submit()></form>',
  '<table background="http://tracker.test/background"><tr><td>x</table>', '<body background="http://tracker.test/body">',
  '<svg><image href="http://tracker.test/svg"/></svg>', '<input type=image src="http://tracker.test/input">',
  '<a href="http://tracker.test/ping" ping="http://tracker.test/ping">x</a>',
  '<img src="file:///etc/hostname">', '<iframe src="file:///etc/passwd"></iframe>', '<img src="beside.png">',
  '<div style="background:url(file:///etc/hosts)">x</div>', '<object data="file:///etc/group"></object>',
];

test("a mail full of remote content makes no request", async () => {
  assert.deepEqual(await happenings({ html: REMOTE.join("\n"), text: "x" }), { ...quiet, proven: undefined });
});

test("a mail attached to a mail, and the files that are shown, make no request and run nothing", async () => {
  const text = '<img src=http://tracker.test/x onerror="hacked=1">\u202e';
  const script = "<script>parent.hacked=1;fetch('http://tracker.test/script')</script>";
  // What the message holds there is shown: a page, for whatever name it has.
  const file = (name, more = {}) => ({ name, type: "text/html", size: 10, range: [0, 10], encoding: "identity", ...more });
  const inner = { subject: text, from: [{ name: text, address: text }], html: REMOTE.join("\n") + script, attachments: [file(`${text}.pdf`)] };
  const event = { summary: text, location: text, start: text, organizer: { name: text, address: text } };
  const view = { text: "x", attachments: [file("m.eml", { type: "message/rfc822", view: inner }), file("d.ics", { event }), file("page.txt", { type: "text/plain" })] };
  const happened = await happenings(view, () => document.querySelectorAll("#opened img, #opened script").length, async (page) => {
    await page.locator("#attachments .text ~ button").first().click();
    await page.locator("#viewer pre").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#attachments .mail ~ button").first().click();
    await page.locator("#back").waitFor();
  });
  assert.deepEqual(happened, { ...quiet, proven: 0 });
});

test("a file that a page fetches from the disk is seen by these tests", async () => {
  const context = await browser.newContext();
  const { page, seen } = await watchedPage(context);
  await page.goto(fileUrl(onDisk('<img src="file:///etc/hostname"><img src="beside.png">')));
  assert.deepEqual(seen.requests.map((url) => url.replace(/.*\//, "")).sort(), ["beside.png", "hostname"]);
  await context.close();
});

test("links open outside and say where they lead", async () => {
  const html = [
    '<a href="https://bank.example/login" id=1>https://www.bank.example</a>',
    '<a href="https://evil.example/x">https://bank.example</a>', '<a href="https://shop.example">Shop</a>',
    '<a href="javascript:hacked=1">run</a>', '<a href=" java\nscript:hacked=1">run</a>',
    '<a href="data:text/html,x">data</a>', '<a href="relative">relative</a>', '<a href="file:///etc/passwd">file</a>',
    '<a href="mailto:a@b.example">write</a>',
  ].join("<br>");
  const { proven } = await happenings({ html }, () =>
    [...document.getElementById("frame").contentDocument.links].map((link) => [
      `${link.textContent} ${link.nextElementSibling.textContent}`.trim(), link.href, link.target, link.rel, link.title,
    ]),
  );
  const outside = (text, href) => [text, href, "_blank", "noopener noreferrer", href];
  assert.deepEqual(proven, [
    outside("https://www.bank.example", "https://bank.example/login"),
    outside("https://bank.example evil.example", "https://evil.example/x"),
    outside("Shop shop.example", "https://shop.example/"),
    outside("write a@b.example", "mailto:a@b.example"),
  ]);
});

test("no mail hides or fakes where a link leads", async () => {
  const to = "https://evil.example/x";
  const hidden =
    "letter-spacing:-2em;text-indent:-9999px;font-size:0;color:#fff;visibility:hidden;direction:rtl;word-spacing:-9em;" +
    "text-transform:uppercase;white-space:pre;line-height:0;-webkit-text-fill-color:transparent;-webkit-text-security:disc";
  // The text of each link, and whether its label is red; undefined where it needs none.
  const links = [
    [`<a href="${to}">Log in</a>`, false],
    [`<a href="${to}">evil.example</a>`, undefined],
    [`<a href="${to}"> https://www.evil.example/x </a>`, undefined],
    [`<a href="${to}">https://evil.example/y</a>`, false],
    [`<a href="${to}"><span style="display:none">evil.example</span> Log in</a>`, false],
    [`<a href="${to}"><span style="display:none">evil.example</span></a>`, false],
    [`<a href="${to}" style="color:#fff">evil.example</a>`, false],
    [`<a href="${to}" style="${hidden}">Log in</a>`, false],
    [`<div style="${hidden}"><a href="${to}">Log in</a></div>`, false],
    [`<a href="${to}">bank.example</a>`, true],
    [`<a href="${to}">Log in at BANK.example, now</a>`, true],
    [`<a href="${to}">b<b>an</b>k.exa&shy;mple</a>`, true],
    [`<a href="${to}">evil.example or bank.example</a>`, true],
    [`<a href="${to}">bank.example.</a>`, true],
    [`<a href="${to}">http://10.0.0.1/</a>`, true],
    [`<a href="${to}">https://intranet/</a>`, true],
    [`<a href="${to}">you@bank.example</a>`, true],
    [`<a href="${to}"><img alt="bank.example"></a>`, true],
    ['<a href="https://bank.example@evil.example/">https://bank.example@evil.example/</a>', true],
    ['<a href="https://xn--bnk-qla.example/">b\u00e4nk.example</a>', false],
    [`<a href="${to}">plan.pdf, version 1.2.3</a>`, false],
    ['<a href="mailto:a@evil.example">a@evil.example</a>', undefined],
    ['<a href="mailto:a@evil.example">a@bank.example</a>', true],
    [`<a href="${to}">x</a><small class="waxseal-host" id="x" style="color:red">bank.example</small>`, false],
  ];
  const html = links.map(([link]) => `<div>${link}</div>`).join("");
  const { proven } = await happenings({ html }, () => {
    const mail = document.getElementById("frame").contentDocument;
    return [...mail.links].map((link) => {
      const labels = [...mail.querySelectorAll(".waxseal-host")].filter((label) => link.nextElementSibling === label);
      const style = labels[0] && mail.defaultView.getComputedStyle(labels[0]);
      return {
        text: labels.map((label) => label.textContent).join(),
        red: labels[0]?.classList.contains("waxseal-other"),
        looks: style && [
          style.display, style.visibility, style.fontSize, style.lineHeight, style.letterSpacing, style.wordSpacing,
          style.textIndent, style.textTransform, style.direction, style.webkitTextSecurity,
          style.color === style.webkitTextFillColor, labels[0].offsetWidth > 50 && labels[0].offsetHeight > 10,
        ].join(),
        color: style?.color,
      };
    });
  });
  const looks = "inline-block,visible,11px,16.5px,normal,0px,0px,none,ltr,none,true,true";
  for (const [i, [link, red]] of links.entries()) {
    const label = proven[i];
    if (red === undefined) assert.equal(label.text, "", link);
    else {
      const color = red ? "rgb(155, 28, 28)" : "rgb(74, 85, 81)";
      assert.deepEqual({ red: label.red, looks: label.looks, color: label.color }, { red, looks, color }, link);
      assert.match(label.text, /^(a@)?(evil|xn--bnk-qla)\.example$/, link);
    }
  }
  assert.equal(proven.length, links.length);
});

test("names and subjects are never markup", async () => {
  const bad = "<img src=x onerror=hacked=1><script>hacked=1</script>";
  const view = {
    subject: bad, from: [{ name: bad, address: bad }], text: bad, date: bad, notes: [bad, "constructor"],
    attachments: [{
      name: bad, type: bad, size: 1, range: [0, 1], encoding: "identity",
      event: { summary: bad, start: bad, end: bad, location: bad, organizer: { name: bad, address: bad } },
    }],
  };
  const result = await happenings(view, () => [
    document.querySelectorAll("#opened img, #opened script").length,
    document.getElementById("notes").textContent,
  ]);
  assert.deepEqual(result, { ...quiet, proven: [0, ""] });
});

test("no attachment's name leads elsewhere or shows as another", async () => {
  const names = {
    "../../.bashrc": ".._.._.bashrc", "C:\\Windows\\x.dll": "C:_Windows_x.dll", "invoice\u202efdp.exe": "invoice_fdp.exe",
    "a\u2066b\u2069\u200f.txt": "a_b__.txt", "a\r\n\0\u0085b\u2028.txt": "a____b_.txt", "": "attachment", "..": "_",
  };
  const part = { type: "text/plain", size: 1, range: [0, 1], encoding: "identity" };
  const context = await browser.newContext();
  const { page, seen } = await watchedPage(context);
  // What Chromium makes of a name is its own matter; here counts what it is given.
  await page.addInitScript(() => {
    globalThis.given = [];
    HTMLAnchorElement.prototype.click = function () {
      globalThis.given.push(this.download);
    };
  });
  await openEnvelope(page, await envelope({ text: "x", attachments: Object.keys(names).map((name) => ({ name, ...part })) }));
  assert.deepEqual(await page.locator("#attachments bdi").allTextContents(), Object.values(names));
  for (const button of await page.locator("#attachments button:last-child").all()) {
    await button.click();
    if (await page.locator("#warning").isVisible()) await page.locator("#warning-save").click();
    await page.waitForFunction((one) => !one.disabled, await button.elementHandle());
  }
  assert.deepEqual(await page.evaluate(() => globalThis.given), Object.values(names));
  assert.deepEqual(seen, { requests: [], console: [], dialogs: [], errors: [] });
  await context.close();
});

/** Every attack of the corpus, each in an element of its own. */
function payloads() {
  const read = (name) => readFileSync(join(CORPUS, "html", name), "utf8");
  const cheatSheet = [...read("owasp-XSS_Filter_Evasion_Cheat_Sheet.md").matchAll(/```html\n(.*?)```/gs)].map((match) => match[1]);
  const list = read("payloadbox-xss-payload-list.txt").split("\n");
  const dompurify = [...read("dompurify-expect.mjs").matchAll(/payload:\s*("(?:\\.|[^"\\])*")/g)].map((match) => JSON.parse(match[1]));
  return [...cheatSheet, ...list, ...dompurify];
}

test("no script of the attack corpus runs", { skip: without(join(CORPUS, "html"), "corpus") }, async (t) => {
  const all = payloads();
  t.diagnostic(`${all.length} attacks`);
  assert.ok(all.length > 2000);
  for (let at = 0; at < all.length; at += 250) {
    // An unclosed attack must not hide those behind it.
    const html = all.slice(at, at + 250).join("\n</script></style></title></textarea></xmp>--></svg></math>\n");
    const result = await happenings({ html, subject: all[at], text: html });
    assert.deepEqual(result, { ...quiet, proven: undefined }, `attacks from ${at}`);
  }
});

test("each attack alone leaves nothing that could run", { skip: without(join(CORPUS, "html"), "corpus") }, async () => {
  const context = await browser.newContext();
  const { page, seen } = await watchedPage(context);
  await openEnvelope(page, await envelope({ html: "<p>x</p>", text: "x" }));
  // The page's frame, sandboxed and under the page's policy, shows each attack as it came.
  const ran = await page.evaluate(async (all) => {
    const frame = document.getElementById("frame");
    for (let at = 0; at < all.length; at += 20) {
      await new Promise((done) => {
        frame.onload = done;
        frame.srcdoc = all.slice(at, at + 20).map((html) => `<div>${html}</div></script></style></title></textarea>`).join("");
        setTimeout(done, 300);
      });
    }
    return Object.keys(globalThis).filter((name) => /hack|xss|pwn/i.test(name));
  }, payloads());
  assert.deepEqual(ran, []);
  assert.deepEqual(seen.dialogs, []);
  assert.deepEqual([...seen.requests, ...requests.splice(0)], []);
  await context.close();
});
