// Lists what a person sees of a page, and does what a person's hands would do. It decides nothing. It lives in a world of its
// own: the page can neither see nor change it.
(() => {
  const changed = () => globalThis.oidcCompatChanged?.("");
  let told = false;
  const tell = () => {
    if (told) return;
    told = true;
    setTimeout(() => { told = false; changed(); }, 20);
  };
  new MutationObserver(tell).observe(document, {
    subtree: true, childList: true, characterData: true,
    attributes: true, attributeFilter: ["class", "style", "hidden", "disabled", "type", "href", "action"],
  });

  let kept = [];
  const keep = (element) => kept.push(element) - 1;
  const squeezed = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  const attr = (element, name) => element.getAttribute(name) ?? "";
  const absolute = (url) => { try { return new URL(url, document.baseURI).href; } catch { return null; } };

  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  // A box to tick is often drawn by its label, itself invisible.
  const seenOrLabelled = (element) => seen(element)
    || /^(checkbox|radio)$/.test(element.type) && [...(element.labels ?? [])].some(seen);

  // Elements in shadow trees stand on the page as well as others.
  const all = (selector, root = document) => {
    const found = [];
    const walk = (node) => {
      for (const element of node.querySelectorAll("*")) {
        if (element.matches(selector)) found.push(element);
        if (element.shadowRoot) walk(element.shadowRoot);
      }
    };
    walk(root);
    return found;
  };

  const words = (element) => squeezed(element.innerText ?? element.textContent);
  const labels = (element) => {
    const by = attr(element, "aria-labelledby").split(/\s+/).filter(Boolean)
      .map((id) => element.getRootNode().getElementById?.(id)).filter(Boolean);
    return [...(element.labels ?? []), ...by].map(words);
  };

  const control = (element) => {
    const tag = element.localName;
    const type = tag === "input" ? element.type : tag;
    const box = /^(checkbox|radio)$/.test(type);
    return {
      ref: keep(element),
      // What has no name of its own goes by what people read.
      name: element.name || labels(element).join(" ") || "",
      kind: type !== "hidden" && !seenOrLabelled(element) ? "hidden" : type,
      value: element.value ?? "",
      on: box ? element.checked : true,
      once: attr(element, "autocomplete").includes("one-time-code"),
      required: element.required === true || attr(element, "aria-required") === "true",
      hint: [...["name", "id", "autocomplete", "placeholder", "aria-label", "class"].map((n) => attr(element, n)), ...labels(element)]
        .join(" ").toLowerCase(),
    };
  };
  const button = (element) => ({
    ref: keep(element),
    name: element.name ?? "",
    value: element.localName === "a" ? "" : element.value ?? "",
    text: [element.localName === "input" && element.type !== "image" ? element.value : words(element),
      attr(element, "aria-label"), attr(element, "title"), attr(element, "alt")].find((text) => text) ?? "",
    hint: `${attr(element, "id")} ${attr(element, "class")}`.toLowerCase(),
    image: element.type === "image",
    action: element.hasAttribute("formaction") ? absolute(attr(element, "formaction")) : null,
    post: element.hasAttribute("formmethod") ? element.formMethod === "post" : null,
  });

  const CONTROLS = "input, select, textarea";
  const BUTTONS = "button, input[type=submit], input[type=image], input[type=button], [role=button]";
  const isButton = (element) => element.matches(BUTTONS);
  const isControl = (element) => element.matches(CONTROLS) && !isButton(element) && !/^(reset|file)$/.test(element.type ?? "")
    && !element.matches(":disabled") && element.localName !== "button"
    // What was typed before and is only shown again: the user name above the form for the code, at Keycloak.
    && !(element.readOnly && element.value);
  const submits = (element) => element.matches("button, input") && element.form && /^(submit|image)$/.test(element.type);
  const owner = (element) => element.form ?? element.closest("form");

  const part = (form, controls, buttons) => {
    const own = buttons.filter((element) => element.type !== "reset" && seen(element));
    // Where a form has a button that submits, the others are helpers: show the password, another language.
    const submitting = own.filter(submits);
    return {
      action: form ? absolute(attr(form, "action").trim()) : document.URL,
      post: form ? form.method === "post" : true,
      multipart: form ? form.enctype === "multipart/form-data" : false,
      hint: form
        ? [...["id", "name", "class", "role"].map((n) => attr(form, n)), attr(form, "action").split(/[?#]/)[0]].join(" ").toLowerCase()
        : "",
      text: form ? words(form) : "",
      controls: controls.map(control),
      buttons: (submitting.length ? submitting : own).map(button),
    };
  };

  const alerts = () => {
    const selector = "[role=alert], [class*=error i], [class*=alert i], [class*=danger i], [class*=invalid i], [class*=warning i], "
      + "[id*=error i], [class*=flash i], [class*=message i]";
    return [...new Set(all(selector).filter((e) => seen(e) && !e.matches("input, html, body, form")).map(words).filter(Boolean))];
  };

  const look = (errorBoxes, captchas) => {
    kept = [];
    const elements = all(`${CONTROLS}, ${BUTTONS}`);
    const controls = elements.filter(isControl);
    const buttons = elements.filter(isButton);
    const forms = all("form").map((form) =>
      part(form, controls.filter((e) => owner(e) === form), buttons.filter((e) => owner(e) === form)));
    // What stands in no form: a field to search, a choice of languages is no part of what is sent.
    const loose = (e) => !owner(e) && e.localName !== "select" && e.type !== "search";
    const free = [controls.filter(loose), buttons.filter((e) => !owner(e))];
    if (free[0].length || free[1].some(seen)) forms.push(part(null, ...free));
    const main = all("main, [role=main]").map(words).find(Boolean);
    const refresh = document.querySelector("meta[http-equiv=refresh i][content]");
    return {
      url: document.URL,
      title: squeezed(document.title),
      text: main ?? squeezed(document.body?.innerText),
      has_error_box: all(errorBoxes).some(seen),
      has_captcha: all(captchas).some(seen),
      alerts: alerts(),
      refresh: refresh ? attr(refresh, "content") : null,
      forms,
      links: all("a[href]").filter(seen).map((link) => ({ to: link.href, text: words(link) })),
    };
  };

  // Gives a field the focus, empty. What is typed next lands in it.
  const focus = (ref) => {
    const element = kept[ref];
    if (!element?.isConnected) return false;
    element.scrollIntoView({ block: "center" });
    element.focus();
    element.select?.();
    return true;
  };
  const value = (ref) => kept[ref]?.value ?? "";

  // Where to press so that the press arrives; the element is pressed by itself where another one covers it.
  const press = async (ref) => {
    const element = kept[ref];
    if (!element?.isConnected) return { gone: true };
    if (element.matches(":disabled") || attr(element, "aria-disabled") === "true") return { disabled: true };
    element.scrollIntoView({ block: "center" });
    const box = element.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const hit = element.getRootNode().elementFromPoint?.(x, y);
    if (hit && (element === hit || element.contains(hit))) return { x, y };
    element.click();
    return {};
  };
  const tick = (ref) => {
    const element = kept[ref];
    if (element && !element.checked) element.click();
    return element?.checked === true;
  };

  // Takes these texts out of what can be seen.
  const blank = (secrets) => {
    const clean = (text) => secrets.reduce((out, secret) => out.split(secret).join("\u2022".repeat(6)), text);
    for (const field of all("input, textarea")) {
      if (field.type === "password" || clean(field.value) !== field.value) {
        field.type = "text";
        field.value = field.value ? "\u2022".repeat(6) : "";
      }
    }
    const walk = (root) => {
      const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const now = clean(node.data);
        if (now !== node.data) node.data = now;
      }
      for (const element of root.querySelectorAll("*")) if (element.shadowRoot) walk(element.shadowRoot);
    };
    walk(document);
  };

  const idle = () => new Promise((done) => requestIdleCallback(() => setTimeout(done, 0), { timeout: 300 }));

  globalThis.oidcCompat = { look, focus, value, press, tick, blank, idle };
})();
