// Small comforts on top of pages that work without any of this.
(() => {
  const root = document.documentElement;

  // Theme: system, light, dark; remembered on this device.
  const themeButton = document.querySelector("[data-theme-switch]");
  if (themeButton) {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const shown = () => root.dataset.theme || (dark.matches ? "dark" : "light");
    const word = () => {
      themeButton.querySelector("[data-theme-word]").textContent =
        shown() === "dark" ? themeButton.dataset.wordLight : themeButton.dataset.wordDark;
    };
    themeButton.hidden = false;
    word();
    dark.addEventListener("change", word);
    themeButton.addEventListener("click", () => {
      root.dataset.theme = shown() === "dark" ? "light" : "dark";
      try { localStorage.setItem("clusterkit-theme", root.dataset.theme); } catch { /* not remembered */ }
      word();
    });
  }

  // Menus close on Escape, on a click outside, and when another one opens.
  const menus = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => {
      menu.open = false;
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", (event) => {
    menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // Filters stand open where there is room, and fold to one line where there is not.
  const room = matchMedia("(min-width: 861px)");
  const unfold = () => {
    document.querySelectorAll("details[data-open-wide]").forEach((fold) => {
      fold.open = room.matches || fold.querySelector("[aria-invalid=true]") !== null;
    });
  };
  unfold();
  room.addEventListener("change", unfold);

  // A form with errors starts at its error summary.
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  // Leaving a form with unsaved changes asks first.
  let unsaved = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-guard]")) unsaved = true;
  });
  document.addEventListener("submit", (event) => {
    if (event.target.closest("form[data-guard]")) unsaved = false;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.closest?.("[data-keeps-nothing]")) return;
    if (event.detail.successful && event.target.closest?.("form[data-guard]")) unsaved = false;
  });
  // A refusal (409, 422) is an answer to show, too; it stays a failure, so the form still counts as unsaved.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) event.detail.shouldSwap = true;
  });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  // Filters apply on change; typing waits for Enter. The button stays for everybody else.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form && !event.target.matches("input[type=text], input[type=search]")) form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    // Empty fields would only lengthen the address.
    if (!event.target.matches("form[data-autosubmit]")) return;
    for (const field of event.target.elements) if (field.name && !field.value) field.disabled = true;
    setTimeout(() => { for (const field of event.target.elements) field.disabled = false; }, 0);
  });

  // A choice with a text ready fills it in before what was typed, in place of the last choice's; the server is told.
  document.addEventListener("change", (event) => {
    const choice = event.target.closest("select[data-fills]");
    if (!choice) return;
    const area = choice.form.elements[choice.dataset.fills];
    const last = choice.dataset.last || "";
    const text = choice.selectedOptions[0]?.dataset.text || "";
    const typed = last && area.value.startsWith(last) ? area.value.slice(last.length).trimStart() : area.value;
    area.value = [text, typed].filter(Boolean).join("\n\n");
    choice.dataset.last = text;
    choice.form.elements[choice.dataset.marks].value = choice.value;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // htmx sends Django's token with every unsafe request.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("meta[name=csrf-token]")?.content;
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
  });

  // What the door keeps for sending goes a day after its event, and with who signs out.
  const forget = (isOver) => {
    try {
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith("clusterkit-door:")) continue;
        const until = Date.parse(JSON.parse(localStorage.getItem(name) || "{}").until);
        if (isOver(until)) localStorage.removeItem(name);
      }
    } catch { /* nothing is kept */ }
  };
  forget((until) => !(until > Date.now()));
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target.getAttribute("action")?.includes("/logout/")) forget(() => true);
  });

  const print = document.querySelectorAll("[data-print]");
  print.forEach((button) => { button.hidden = false; button.addEventListener("click", () => window.print()); });
})();
