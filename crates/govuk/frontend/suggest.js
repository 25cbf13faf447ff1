// Suggestions under a search field: a combobox with a list, as ARIA 1.2 describes it.
//
// The page gives a text input and a hidden input inside
//   <div data-suggest="/address" data-suggest-min="2" data-suggest-noun="school">
// Choosing a suggestion puts its URN (of a provider: its code) into the hidden input and its label into the text input.
// Without scripts the text is posted alone and the server answers with a list to choose from.
//
// The rule that matters most: the hidden input holds a URN only while the text is the label of the
// school that was chosen. Every edit forgets the choice, even one that ends in the same words, which
// may be another school's; and the text is compared once more when the page is shown again and on submit.

const WAIT_MS = 100;
const ANNOUNCE_MS = 500;

export class Suggest {
  constructor(root) {
    this.address = root.dataset.suggest;
    this.least = Number(root.dataset.suggestMin ?? 2);
    this.noun = root.dataset.suggestNoun ?? "school";
    this.text = root.querySelector("input:not([type=hidden])");
    this.hidden = root.querySelector("input[type=hidden]");
    if (!this.text || !this.hidden) return;
    this.options = [];
    this.active = -1;
    this.build();
    this.listen();
    // The server names an earlier choice beside the field and not in it: see the rule above.
    this.label = this.hidden.dataset.label ?? null;
    if (this.label !== null && this.label === this.text.value) {
      this.hidden.value = this.hidden.dataset.chosen ?? "";
    }
    this.keepRule();
  }

  build() {
    const { text } = this;
    this.list = document.createElement("ul");
    this.list.id = `${text.id}-suggestions`;
    this.list.className = "app-suggest__list";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", text.labels[0]?.textContent.trim() || "Suggestions");
    this.status = document.createElement("p");
    this.status.className = "govuk-body app-suggest__status govuk-visually-hidden";
    this.status.setAttribute("role", "status");
    const box = document.createElement("div");
    box.className = "app-suggest";
    text.before(box);
    box.append(text, this.list, this.status);
    const attributes = {
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-controls": this.list.id,
      "aria-expanded": "false",
    };
    for (const [name, value] of Object.entries(attributes)) text.setAttribute(name, value);
  }

  listen() {
    const { text, list } = this;
    text.addEventListener("input", () => this.edited());
    text.addEventListener("keydown", (event) => this.pressed(event));
    text.addEventListener("blur", () => this.close());
    // The press must not take the focus from the field before the click arrives.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const line = event.target.closest("[role=option]");
      if (line) this.choose([...list.children].indexOf(line));
    });
    text.form?.addEventListener("submit", () => this.keepRule());
    window.addEventListener("pageshow", () => this.keepRule());
  }

  keepRule() {
    if (this.label === null || this.text.value !== this.label) this.forget();
  }

  forget() {
    this.label = null;
    this.hidden.value = "";
  }

  edited() {
    this.forget();
    this.request?.abort();
    clearTimeout(this.timer);
    this.say("");
    const asked = this.text.value.trim();
    if (asked.length < this.least) {
      this.show([]);
      return;
    }
    this.timer = setTimeout(() => this.ask(asked), WAIT_MS);
  }

  async ask(asked) {
    const request = new AbortController();
    this.request = request;
    try {
      const address = `${this.address}?q=${encodeURIComponent(asked)}`;
      const answer = await fetch(address, {
        signal: request.signal,
        headers: { Accept: "application/json" },
      });
      const options = answer.ok ? await answer.json() : [];
      if (request.signal.aborted || document.activeElement !== this.text) return;
      this.show(options);
      if (answer.ok) this.sayCount(options.length);
    } catch {
      // Aborted, or no connection: the form still works as a plain search.
      if (!request.signal.aborted) this.show([]);
    }
  }

  show(options) {
    this.options = options;
    this.list.replaceChildren(...options.map((option, index) => this.line(option, index)));
    this.move(-1);
    this.expand(options.length > 0);
  }

  line(option, index) {
    const line = document.createElement("li");
    line.id = `${this.list.id}-${index}`;
    line.className = "app-suggest__option";
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.setAttribute("aria-setsize", String(this.options.length));
    line.setAttribute("aria-posinset", String(index + 1));
    const name = document.createElement("span");
    name.className = "app-suggest__name";
    name.textContent = option.name;
    const number = option.code ? `Code ${option.code}` : `URN ${option.urn}`;
    const facts = [option.town, option.postcode, number].filter(Boolean);
    if (isClosed(option)) {
      facts.push("Closed, cannot be chosen");
      line.setAttribute("aria-disabled", "true");
    }
    const detail = document.createElement("span");
    detail.className = "app-suggest__detail";
    detail.textContent = facts.join(", ");
    line.append(name, " ", detail);
    return line;
  }

  pressed(event) {
    if (event.isComposing) return;
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (this.options.length === 0) return;
      event.preventDefault();
      this.expand(true);
      this.step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && open && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      this.close();
    }
  }

  // One place more than there are options: -1 is the field itself, so that arrows go round.
  step(by) {
    const places = this.options.length + 1;
    this.move(((this.active + 1 + by + places) % places) - 1);
  }

  move(to) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = to;
    const line = this.list.children[to];
    if (line) {
      line.setAttribute("aria-selected", "true");
      line.scrollIntoView({ block: "nearest" });
      this.text.setAttribute("aria-activedescendant", line.id);
    } else {
      this.text.removeAttribute("aria-activedescendant");
    }
  }

  choose(index) {
    const option = this.options[index];
    if (!option) return;
    if (isClosed(option)) {
      this.say(`${option.name} is closed and cannot be chosen`);
      return;
    }
    this.label = [option.name, option.town || option.postcode].filter(Boolean).join(", ");
    this.text.value = this.label;
    this.hidden.value = option.code ?? option.urn;
    this.show([]);
    this.say(`${this.label} chosen`);
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.move(-1);
    this.expand(false);
  }

  expand(open) {
    this.list.hidden = !open;
    this.text.setAttribute("aria-expanded", String(open));
  }

  sayCount(count) {
    if (count === 0) {
      this.say(`No ${this.noun}s found. Check the spelling`, true);
    } else {
      const found = count === 1 ? `1 ${this.noun}` : `${count} ${this.noun}s`;
      this.say(`${found} found. Use the up and down arrow keys to choose`);
    }
  }

  // Said a moment later, so that a screen reader has finished with the letter just typed.
  say(words, visible = false) {
    clearTimeout(this.saying);
    this.status.classList.toggle("govuk-visually-hidden", !visible);
    this.status.textContent = visible ? words : "";
    if (words && !visible) {
      this.saying = setTimeout(() => (this.status.textContent = words), ANNOUNCE_MS);
    }
  }
}

function isClosed(option) {
  return option.status?.toLowerCase() === "closed";
}
