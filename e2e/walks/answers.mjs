// Going through a journey whatever it asks: each question as it comes, sent empty, and answered.
import { sendEmpty } from "../crawl.mjs";

/** Longest journey that there is, with room. */
const MOST_QUESTIONS = 30;

function ownForm(page) {
  return page.locator("main form[method=post]").filter({ has: page.locator("button") }).last();
}

/** A day that is neither past nor far away. */
function soon() {
  const date = new Date(Date.now() + 40 * 24 * 3600 * 1000);
  return { day: date.getDate(), month: date.getMonth() + 1, year: date.getFullYear() };
}

/** What fits into a text field. */
function fitting(id, mode) {
  const part = /-(day|month|year)$/.exec(id)?.[1];
  if (part) return String(soon()[part]);
  if (mode === "numeric") return "2";
  return /contact|email|address/.test(id) ? "office@answers.example" : "Something that fits";
}

/** Answers everything that a form asks: the first choice of each question, or the one given under its name. */
async function fill(form, own) {
  for (const name of await form.locator("input:is([type=radio], [type=checkbox])").evaluateAll((all) => [...new Set(all.map((it) => it.name))])) {
    const box = own[name] ? form.locator(`input[name="${name}"][value="${own[name]}"]`) : form.locator(`input[name="${name}"]`).first();
    if ((await form.locator(`input[name="${name}"]:checked`).count()) === 0 || own[name]) await box.check();
  }
  for (const field of await form.locator("input:is([type=text], [type=email]), textarea").all()) {
    const [id, mode] = [await field.getAttribute("id"), await field.getAttribute("inputmode")];
    if ((await field.inputValue()) === "") await field.fill(own[id] ?? fitting(id, mode));
  }
}

/** From the page that is shown to the end of the journey; `own` holds answers other than the first. */
export async function walkThrough(page, look, own = {}) {
  const seen = new Set();
  for (let count = 0; count < MOST_QUESTIONS; count += 1) {
    const slug = new URL(page.url()).pathname.split("/").pop();
    if (seen.has(slug)) throw new Error(`the journey stays at ${page.url()}`);
    seen.add(slug);
    await look(slug);
    const asks = (await ownForm(page).locator("input:not([type=hidden]), textarea, select").count()) > 0;
    if (!asks) break;
    await sendEmpty(ownForm(page));
    if (new URL(page.url()).pathname.split("/").pop() !== slug) continue;
    await look(`${slug} left empty`);
    await fill(ownForm(page), own);
    await ownForm(page).getByRole("button").first().click();
  }
  await ownForm(page).getByRole("button").first().click();
  await look("done");
}
