// The door without the network for a while: acts are kept on the device, answered from the list in memory and sent later,
// each with a key of its own, so that it counts once. Where the browser reads QR codes, the camera does the typing.
(() => {
  const door = document.querySelector("[data-door]");
  if (!door) return;
  const NAME = "clusterkit-door:";
  const PATIENCE = 8000, AGAIN = 4000, REFRESH = 30000, PORTION = 100, SAME_CODE = 4000;
  const words = JSON.parse(door.dataset.words);
  const place = `${NAME}${door.dataset.keep}`;
  const part = (name) => door.querySelector(`[data-door-${name}]`);
  const template = (name) => door.querySelector(`[data-door-template=${name}]`).content.firstElementChild.cloneNode(true);
  const clock = (moment) => new Date(moment).toLocaleTimeString(document.documentElement.lang || undefined,
    { hour: "2-digit", minute: "2-digit", timeZone: door.dataset.zone });
  let people = null, sending = null, timer = 0, memory = [];

  // What waits, in the order in which it was done. A browser that keeps nothing has it in memory.
  const kept = () => {
    try { return JSON.parse(localStorage.getItem(place) || '{"acts": []}').acts; } catch { return memory; }
  };
  const keep = (acts) => {
    memory = acts;
    try {
      if (acts.length) localStorage.setItem(place, JSON.stringify({ until: door.dataset.until, acts }));
      else localStorage.removeItem(place);
    } catch { /* in memory */ }
    part("waiting").hidden = acts.length === 0;
    part("number").textContent = String(acts.length);
  };

  const plain = (typed) => {
    const last = typed.trim().replace(/\/+$/, "").split("/").pop().toUpperCase();
    const from = "АВЕКМНРСТУХІ1I0O", to = "ABEKMHPCTYXLLLQQ";
    return [...last].filter((sign) => /[\p{L}\p{N}]/u.test(sign))
      .map((sign) => (from.includes(sign) ? to[from.indexOf(sign)] : sign)).join("");
  };
  const hash = async (code) => {
    if (!crypto.subtle) return null;
    const event = door.dataset.keep.split(":")[0];
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${event}:${code}`));
    return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const newKey = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return text.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };

  const ask = (options = {}) => fetch(door.dataset.door, {
    credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options,
    headers: {
      Accept: "application/json", "Content-Type": "application/json",
      "X-CSRFToken": document.querySelector("meta[name=csrf-token]")?.content
        || door.querySelector("[name=csrfmiddlewaretoken]")?.value || "",
    },
  });

  const learn = (person) => {
    if (!people || !person) return;
    const at = people.findIndex((other) => other.id === person.id);
    if (at >= 0) people[at] = person; else people.push(person);
  };
  const counted = () => {
    if (!people) return;
    door.querySelectorAll("#door-counts [data-mode]").forEach((line) => {
      const here = people.filter((person) => person.mode === line.dataset.mode && person.state === "attended").length;
      line.querySelector("strong").textContent = String(here);
    });
  };
  const refresh = async () => {
    if (kept().length) return;
    try {
      const answer = await ask();
      if (answer.ok && !kept().length) people = (await answer.json()).people;
    } catch { /* the list of before stays */ }
  };

  // The answer from memory: what is right as far as this device knows. None of it is sent twice: the key is the act's.
  const answerHere = async (act) => {
    const code = act.code ? await hash(plain(act.code)) : null;
    const person = (people || []).find((other) => (act.registration ? other.id === act.registration : other.hash === code));
    if (!person) {
      const blind = !people || (act.code && !code);
      return { ...words[blind ? "noted" : "unknown_here"], person: null, drop: false };
    }
    if (person.refused) return { ...words[person.refused], person, drop: true };
    if (act.kind === "undo") {
      if (person.state !== "attended") return { ...words.not_in, person, drop: true };
      Object.assign(person, { state: "confirmed", checked_in_at: null });
      return { ...words.undone, person, drop: false };
    }
    if (person.state === "attended") {
      return { ...words.again, text: words.again.text.replace("%(at)s", clock(person.checked_in_at)), person, drop: false };
    }
    Object.assign(person, { state: "attended", checked_in_at: act.done_at });
    return { ...words.in, person, drop: false };
  };

  const fill = (element, values) => {
    for (const [slot, value] of Object.entries(values)) {
      const target = element.querySelector(`[data-slot=${slot}]`);
      if (!target) continue;
      if (typeof value === "string") target.textContent = value;
      if (!value) target.remove();
      if (typeof value === "function") target.addEventListener("click", value);
    }
    return element;
  };
  const show = (answer, { waits }) => {
    const { person } = answer;
    const element = fill(template("answer"), {
      name: person?.name, text: answer.text, organisation: person?.organisation, mode: person?.mode_label,
      waits: waits && !answer.drop,
      undo: person?.state === "attended" && answer.outcome !== "other_event"
        && (() => perform({ kind: "undo", registration: person.id })),
    });
    element.classList.add(`ck-outcome--${answer.tone}`);
    part("answer").replaceChildren(element);
  };
  const log = (key, answer, waits) => {
    const list = part("log").querySelector("ul");
    const line = fill(template("log"), { name: answer.person?.name || "—", text: answer.text, waits });
    line.dataset.key = key;
    const old = list.querySelector(`[data-key="${key}"]`);
    if (old) old.replaceWith(line); else list.prepend(line);
    while (list.children.length > 10) list.lastElementChild.remove();
    part("log").hidden = false;
  };

  const say = (word) => show({ ...words[word], person: null, drop: true }, { waits: false });
  const send = async () => {
    const acts = kept().slice(0, PORTION);
    if (!acts.length) return new Map();
    let response;
    try {
      response = await ask({ method: "POST", body: JSON.stringify({ sent_at: new Date().toISOString(), acts }) });
    } catch { return null; }
    // Signed out meanwhile, or in anew in another tab: what waits needs this page loaded again.
    part("sign-in").hidden = ![401, 403].includes(response.status);
    // What cannot be read is refused for good; everything else is tried again.
    if (!response.ok && response.status !== 400) return null;
    const found = new Map(response.ok ? (await response.json()).answers.map((answer) => [answer.key, answer]) : []);
    keep(kept().filter((act) => !acts.some((sent) => sent.key === act.key)));
    for (const [key, answer] of found) {
      if (answer.outcome !== "other_event") learn(answer.person);
      log(key, answer, false);
    }
    return found;
  };
  const flush = async () => {
    while (sending) await sending;
    sending = send();
    const found = await sending.finally(() => { sending = null; });
    clearTimeout(timer);
    if (kept().length) timer = setTimeout(flush, found ? 0 : AGAIN);
    else if (found?.size) {
      window.htmx?.trigger(part("counts"), "counted");
      if (!people) await refresh();
    }
    counted();
    return found;
  };

  const perform = async ({ kind, code = "", registration = null }) => {
    const act = { key: newKey(), kind, code: plain(code), registration, done_at: new Date().toISOString() };
    keep([...kept(), act]);
    const found = await flush();
    const told = found?.get(act.key);
    if (told) { show(told, { waits: false }); return told; }
    const answer = await answerHere(act);
    if (answer.drop) keep(kept().filter((other) => other.key !== act.key));
    log(act.key, answer, !answer.drop);
    show(answer, { waits: true });
    counted();
    return answer;
  };

  // The forms of the page, and the search, from memory.
  door.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-door-act]");
    if (!form) return;
    const code = form.elements.code?.value.trim() || "";
    const registration = Number(form.elements.registration?.value) || null;
    if (!code && !registration) return;
    event.preventDefault();
    if (form.elements.code) { form.elements.code.value = ""; form.elements.code.focus(); }
    await perform({ kind: form.elements.kind.value, code, registration });
    if (part("find").elements.q.value) find();
  });
  const find = () => {
    const typed = part("find").elements.q.value.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const fits = (person) => typed.every((word) => `${person.name} ${person.organisation}`.toLocaleLowerCase().includes(word));
    const found = typed.length ? people.filter(fits).slice(0, 20) : [];
    const list = document.createElement("ul");
    list.className = "ck-rows";
    for (const person of found) {
      const act = (kind) => async () => { await perform({ kind, registration: person.id }); find(); };
      const isIn = person.state === "attended";
      list.append(fill(template("person"), {
        name: person.name, organisation: person.organisation, mode: person.mode_label,
        in: !person.refused && !isIn && act("in"), undo: isIn && act("undo"),
        refused: person.refused && words[person.refused].text,
      }));
    }
    const nobody = document.createElement("p");
    nobody.className = "ck-muted";
    nobody.textContent = words.no_one.text;
    part("found").replaceChildren(...(typed.length ? [found.length ? list : nobody] : []));
  };
  part("find").addEventListener("submit", (event) => {
    if (!people) return;
    event.preventDefault();
    find();
  });

  // Signing out forgets what waits; with something unsent it asks.
  document.addEventListener("submit", (event) => {
    if (!event.target.getAttribute("action")?.includes("/logout/") || !kept().length) return;
    if (!confirm(words.leave.text)) { event.preventDefault(); event.stopPropagation(); }
  }, true);

  // The camera, where the browser reads QR codes itself.
  const camera = part("camera"), video = part("video");
  let stream = null, lastCode = "", lastAt = 0;
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
    camera.setAttribute("aria-pressed", "false");
  };
  const look = async (detector) => {
    if (!stream) return;
    try {
      const [found] = video.readyState >= 2 ? await detector.detect(video) : [];
      const code = found ? plain(found.rawValue) : "";
      if (code && (code !== lastCode || Date.now() - lastAt > SAME_CODE)) {
        [lastCode, lastAt] = [code, Date.now()];
        const answer = await perform({ kind: "in", code });
        navigator.vibrate?.(answer.tone === "good" ? 80 : [80, 80, 80]);
        lastAt = Date.now();
      }
    } catch { /* the next picture */ }
    setTimeout(() => look(detector), 250);
  };
  const start = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      camera.setAttribute("aria-pressed", "true");
      look(new window.BarcodeDetector({ formats: ["qr_code"] }));
    } catch { stop(); say("no_camera"); }
  };
  if ("BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia) {
    window.BarcodeDetector.getSupportedFormats().then((formats) => {
      if (!formats.includes("qr_code")) return;
      camera.hidden = false;
      camera.addEventListener("click", () => (stream ? stop() : start()));
    }).catch(() => {});
    addEventListener("pagehide", stop);
  }

  addEventListener("online", flush);
  setInterval(refresh, REFRESH);
  keep(kept());
  refresh().then(() => (kept().length ? flush() : undefined)).finally(() => { door.dataset.ready = ""; });
})();
