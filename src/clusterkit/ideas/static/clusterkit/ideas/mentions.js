// Suggestions while typing "@": names from the server, chosen by mouse or keyboard. Without it there is a page of names.
(() => {
  const TYPED = /(?:^|[\s(«"])@([\p{L}\p{N}][\p{L}\p{N}.\- ]{0,40})$/u;
  let list = null, area = null, turn = 0, timer = 0;

  const close = () => {
    turn += 1;
    list?.remove();
    list = null;
    if (!area) return;
    area.removeAttribute("aria-activedescendant");
    area.removeAttribute("aria-controls");
  };

  const typed = () => TYPED.exec(area.value.slice(0, area.selectionStart));

  const mark = (option) => {
    list.querySelectorAll("[role=option]").forEach((other) => other.setAttribute("aria-selected", String(other === option)));
    area.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const choose = (option) => {
    const found = typed();
    const end = area.selectionStart;
    if (found) area.setRangeText(`${option.dataset.text} `, end - found[1].length - 1, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    area.focus();
  };

  const show = (html) => {
    if (!html.trim()) { close(); return; }
    if (!list) {
      list = document.createElement("ul");
      list.className = "ck-mentions";
      list.id = `${area.id}-mentions`;
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", area.dataset.mentionsLabel || "@");
      list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const option = event.target.closest("[role=option]");
        if (option) choose(option);
      });
      area.after(list);
    }
    list.innerHTML = html;
    area.setAttribute("aria-controls", list.id);
    mark(list.querySelector("[role=option]"));
  };

  const ask = async () => {
    const found = typed();
    if (!found) { close(); return; }
    const mine = (turn += 1);
    try {
      const address = `${area.dataset.mentions}?q=${encodeURIComponent(found[1].trim())}`;
      const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (mine === turn) show(answer.ok ? await answer.text() : "");
    } catch { /* no suggestions */ }
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("textarea[data-mentions]")) return;
    if (area !== event.target) { close(); area = event.target; }
    area.setAttribute("aria-autocomplete", "list");
    clearTimeout(timer);
    if (typed()) timer = setTimeout(ask, 200); else close();
  });
  document.addEventListener("keydown", (event) => {
    if (!list || event.target !== area) return;
    const options = [...list.querySelectorAll("[role=option]")];
    const place = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(options[(place + step + options.length) % options.length]);
    else if (event.key === "Enter" || event.key === "Tab") choose(options[place]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  document.addEventListener("focusout", (event) => { if (event.target === area) close(); });
})();
