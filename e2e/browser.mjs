// The browser, the ways in which pages are looked at, and signing in.
import { chromium } from "playwright-core";

import { startDemo } from "./demo.mjs";

/** People of the demo, by the part they play here. */
export const PEOPLE = {
  coordinator: "robin.patel@oakfield.example",
  viewer: "vera.lindqvist@oakfield.example",
  administrator: "ada.mensah@oakfield.example",
  school: "sam.carter@meadowlane.example",
  ofMany: "mina.osei@consortium.example",
  support: "dana.price@dfe.example",
  lead: "lena.whitfield@ashdown.example",
  leadFinance: "grace.adeyemi@ashdown.example",
  delivery: "isla.burnett@tamar.example",
  trust: "tess.quill@harbour.example",
  schoolAdministrator: "jo.winter@meadowlane.example",
};

/** Has accepted no terms yet, at a provider without partner schools. */
export const NEWCOMER = "noor.haddad@newstart.example";

/** How a page is looked at. At 320 px no script arrives; axe itself still has to run there. */
export const WAYS = {
  wide: { viewport: { width: 1280, height: 800 } },
  narrow: { viewport: { width: 320, height: 256 }, blocksScripts: true },
  "no scripts": { viewport: { width: 1280, height: 800 }, javaScriptEnabled: false },
};

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A demo and a browser to look at it. */
export async function startStage() {
  const demo = await startDemo();
  const browser = await launch();
  const signedIn = new Map();
  /** A window of its own; `who` is one of PEOPLE, signed in once for all their windows, or nobody. */
  const open = async (way, who = "nobody") => {
    const { blocksScripts, ...options } = WAYS[way];
    const state = who === "nobody" ? undefined : await stateOf(who);
    const context = await browser.newContext({
      ...options,
      baseURL: demo.address,
      storageState: state,
      locale: "en-GB",
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(15_000);
    if (blocksScripts) await context.route("**/*.js", (route) => route.abort());
    return context.newPage();
  };
  const stateOf = async (who) => {
    if (!signedIn.has(who)) {
      const page = await open("no scripts");
      signedIn.set(who, await signIn(page, PEOPLE[who]));
      await page.context().close();
    }
    return signedIn.get(who);
  };
  const end = async () => {
    await browser.close();
    await demo.stop();
  };
  return { address: demo.address, open, end };
}

/** The newest link of this kind in a message to this address; the worker may still be at it. */
export async function linkInOutbox(page, email, part) {
  const window = await page.context().newPage();
  const link = window.locator("article", { hasText: email }).locator(`a[href*="${part}"]`).first();
  for (let looks = 0; looks < 50; looks += 1) {
    await window.goto(`/outbox?q=${encodeURIComponent(email)}`);
    if ((await link.count()) > 0) {
      const href = await link.getAttribute("href");
      await window.close();
      return href;
    }
    await window.waitForTimeout(200);
  }
  throw new Error(`no message to ${email} holds a link to ${part}`);
}

/** Presses the button of the page's own form. */
export async function press(page, name) {
  await page.getByRole("main").getByRole("button", { name }).first().click();
}

/** Asks for a link and opens it. */
export async function followLink(page, email) {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(email);
  await press(page, "Send me a link");
  await page.goto(await linkInOutbox(page, email, "/sign-in/link/"));
}

/** Signs in; accepts the terms and chooses an organisation where asked. */
export async function signIn(page, email) {
  await followLink(page, email);
  await press(page, "Continue");
  if (page.url().includes("/accept-terms")) {
    await page.getByRole("checkbox").check();
    await press(page, "Continue");
  }
  if (page.url().includes("/choose-organisation")) {
    await page.getByRole("radio").first().check();
    await press(page, "Continue");
  }
  return page.context().storageState();
}
