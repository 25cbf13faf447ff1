// How a page looks to somebody who needs it narrow, large, spaced, in their own colours, or to see the focus.
import assert from "node:assert/strict";

const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";

/** How far a page scrolls sideways, and what is cut off in it. */
function overflow(page) {
  return page.evaluate(() => {
    const clips = (it) => {
      const style = getComputedStyle(it);
      const isHidden = style.clip !== "auto" || style.clipPath !== "none" || it.clientHeight <= 1 || it.clientWidth <= 1;
      return !isHidden && style.overflow === "hidden" && (it.scrollHeight > it.clientHeight + 1 || it.scrollWidth > it.clientWidth + 1);
    };
    const root = document.documentElement;
    const cut = [...document.body.querySelectorAll("*")].filter(clips).map((it) => it.outerHTML.slice(0, 100));
    return { sideways: Math.max(0, root.scrollWidth - root.clientWidth), cut };
  });
}

async function hasRoom(page, when) {
  assert.deepEqual(await overflow(page), { sideways: 0, cut: [] }, `nothing scrolls sideways or is cut off ${when}`);
}

/** Nothing to scroll sideways and nothing cut off, also with the spacing of WCAG 1.4.12. */
export async function fits(page) {
  await hasRoom(page, "at this width");
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }");
    document.adoptedStyleSheets = [sheet];
  });
  await hasRoom(page, "when spaced");
  await page.evaluate(() => (document.adoptedStyleSheets = []));
}

/** With text of twice the size nothing is cut off, and nothing that can be pressed lies over another. WCAG 1.4.4. */
export async function growsTo200(page) {
  await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
  await hasRoom(page, "at 200% text");
  const over = await page.evaluate((controls) => {
    const all = [...document.querySelectorAll(controls)];
    const boxes = all.map((it) => [it, it.getBoundingClientRect()]).filter(([it, box]) => box.width > 1 && box.height > 1 && it.checkVisibility());
    const overlap = ([, a], [, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
    const found = [];
    boxes.forEach((one, index) => {
      for (const other of boxes.slice(index + 1)) {
        if (!one[0].contains(other[0]) && overlap(one, other)) found.push(`${one[0].outerHTML.slice(0, 80)} / ${other[0].outerHTML.slice(0, 80)}`);
      }
    });
    return found;
  }, CONTROLS);
  assert.deepEqual(over, [], "controls that lie over one another at 200% text");
  await page.evaluate(() => (document.documentElement.style.fontSize = ""));
}

/** Of each kind of control, how it looks and how it looks with the focus on it. Boxes that are ticked show it on their label. */
function focused(page) {
  return page.evaluate((controls) => {
    const before = document.activeElement;
    const kinds = new Map();
    for (const it of document.querySelectorAll(controls)) {
      const kind = `${it.tagName} ${it.type ?? ""} ${it.className}`;
      if (!kinds.has(kind) && it.checkVisibility()) kinds.set(kind, it);
    }
    const found = [];
    for (const [kind, it] of kinds) {
      const isBox = it.type === "checkbox" || it.type === "radio";
      const style = () => (isBox ? getComputedStyle(it.labels[0], "::before") : getComputedStyle(it));
      const seen = () => {
        const { outlineStyle, outlineWidth, outlineColor, boxShadow, backgroundColor, borderWidth, borderStyle, textDecorationLine } = style();
        const hasOutline = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !/, 0\)$/.test(outlineColor);
        const hasEdge = borderStyle !== "none" && parseFloat(borderWidth) >= 1;
        return { hasOutline, hasEdge, isUnderlined: textDecorationLine.includes("underline"), paint: `${boxShadow} ${backgroundColor} ${borderWidth}` };
      };
      it.blur();
      const without = seen();
      it.focus({ preventScroll: true });
      if (document.activeElement === it) found.push({ kind, isBox, without, with: seen() });
    }
    before?.focus({ preventScroll: true });
    return found;
  }, CONTROLS);
}

/** Whatever takes the focus shows it: WCAG 2.4.7. */
export async function showsFocus(page) {
  const same = (await focused(page)).filter((it) => !it.with.hasOutline && it.with.paint === it.without.paint);
  assert.deepEqual(same.map((it) => it.kind), [], "controls that look the same with the focus");
}

/** In the person's own colours the focus is an outline, and fields and buttons keep their edges. */
export async function survivesForcedColours(page) {
  await page.emulateMedia({ forcedColors: "active" });
  const found = await focused(page);
  await page.emulateMedia({ forcedColors: null });
  const lost = found.filter((it) => !it.with.hasOutline).map((it) => it.kind);
  assert.deepEqual(lost, [], "controls without an outline when focused in forced colours");
  const isField = (it) => it.isBox || /^(INPUT (text|email|search|tel)|TEXTAREA|SELECT)/.test(it.kind) || it.kind.includes("govuk-button");
  const bare = found.filter((it) => isField(it) && !it.without.hasEdge).map((it) => it.kind);
  assert.deepEqual(bare, [], "fields and buttons without an edge in forced colours");
}

/** Nothing moves for those who ask for less motion. */
export async function keepsStill(page) {
  const moving = await page.evaluate(() => {
    const moves = (it) => {
      const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(it);
      return parseFloat(transitionDuration) > 0 || animationName !== "none" || scrollBehavior !== "auto";
    };
    return [...document.querySelectorAll("*")].filter(moves).map((it) => it.outerHTML.slice(0, 100));
  });
  assert.deepEqual(moving, [], "what moves although less motion is asked for");
}
