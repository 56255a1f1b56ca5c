// Komek's desk: shortcuts, quick exit, the idle lock, drafts. Every page works without this file.
// Nothing is written to any store of the browser: what was typed goes to the server, sealed, or stays on the page.
(() => {
  "use strict";
  const SECOND = 1000, MINUTE = 60 * SECOND;
  const body = document.body;
  const one = (selector) => document.querySelector(selector);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const clock = (date) => date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const token = () => one("[name=csrfmiddlewaretoken]")?.value ?? "";
  const post = (url, data, more = {}) => fetch(url, {
    method: "POST", body: data, credentials: "same-origin",
    headers: { "X-CSRFToken": token(), Accept: "application/json" }, ...more,
  });
  document.documentElement.classList.add("has-js");

  // ---- drafts: post while she types, say when, keep trying -------------------------------------------------
  const WAIT = 3 * SECOND, LONGEST_WAIT = MINUTE;
  const drafts = new Map();

  function contentOf(form) {
    const content = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const input = form.elements[name];
      if (typeof value === "string" && input?.type !== "password") content.append(name, value);
    }
    return content;
  }

  function draftOf(form) {
    if (!drafts.has(form)) {
      drafts.set(form, { form, revision: 0, kept: 0, timer: 0, wait: WAIT, busy: null, leaving: false, failed: false, at: clock(new Date()) });
    }
    return drafts.get(form);
  }

  const isDirty = (draft) => !draft.leaving && draft.form.isConnected && draft.kept < draft.revision;
  const anyDirty = () => [...drafts.values()].some(isDirty);

  function say(draft, failed) {
    draft.failed = failed;
    const chip = draft.form.querySelector("[data-draft-chip]"), banner = draft.form.querySelector("[data-draft-banner]");
    if (chip) {
      chip.hidden = failed;
      chip.querySelector("[data-text]").textContent = fill(chip.querySelector("[data-text]").dataset.text, { time: draft.at });
    }
    if (banner) {
      banner.hidden = !failed;
      banner.querySelector("[data-text]").textContent = fill(banner.querySelector("[data-text]").dataset.text, { time: draft.at });
    }
  }

  function later(draft, wait) {
    clearTimeout(draft.timer);
    draft.timer = setTimeout(() => keep(draft), wait);
  }

  // The gate answers a closed session with a redirect and says in it whether the text was kept.
  async function answerOf(response) {
    if (response.redirected) {
      const kept = new URL(response.url).searchParams.get("kept") === "1";
      return { saved: kept, goTo: kept ? response.url : "" };
    }
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  }

  async function send(draft, more) {
    const revision = draft.revision;
    try {
      const answer = await answerOf(await post(draft.form.dataset.draftUrl, contentOf(draft.form), more));
      if (!answer.saved) throw new Error("not saved");
      Object.assign(draft, { kept: revision, wait: WAIT, at: answer.at ?? clock(new Date()) });
      say(draft, false);
      if (isDirty(draft)) later(draft, WAIT);
      else if (answer.goTo) location.assign(answer.goTo);
      return true;
    } catch {
      say(draft, true);
      later(draft, draft.wait);
      draft.wait = Math.min(draft.wait * 2, LONGEST_WAIT);
      return false;
    }
  }

  function keep(draft, more) {
    clearTimeout(draft.timer);
    if (draft.busy) return draft.busy.then(() => (isDirty(draft) ? keep(draft, more) : true));
    draft.busy = send(draft, more).finally(() => { draft.busy = null; });
    return draft.busy;
  }

  const keepAll = (more) => Promise.all([...drafts.values()].filter(isDirty).map((draft) => keep(draft, more)));

  function typed(event) {
    const form = event.target.closest?.("form[data-draft-url]");
    if (!form || event.target.type === "file" || event.target.type === "password") return;
    const draft = draftOf(form);
    draft.revision += 1;
    draft.leaving = false;
    if (draft.wait === WAIT) later(draft, WAIT);
  }

  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  addEventListener("online", () => keepAll());
  addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.matches("form[data-draft-url]")) return;
    const draft = draftOf(event.target);
    clearTimeout(draft.timer);
    if (!draft.failed && navigator.onLine) { draft.leaving = true; return; }
    event.preventDefault();  // the page after a failed post would lose the text: first see that the server is there
    draft.revision += 1;
    keep(draft).then((saved) => { if (saved) event.target.requestSubmit(event.submitter); });
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keepAll({ keepalive: true });
  });
  addEventListener("beforeunload", (event) => { if (anyDirty()) event.preventDefault(); });

  // ---- quick exit: nothing on the screen at once, the lock shut behind ---------------------------------------
  function leave(form) {
    document.documentElement.hidden = true;
    document.title = "…";
    const data = new URLSearchParams(new FormData(form));
    keepAll({ keepalive: true });
    drafts.forEach((draft) => { draft.leaving = true; });
    post(form.action, data, { keepalive: true, redirect: "manual" }).catch(() => {});
    location.replace(form.dataset.quickExit);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-quick-exit]")) {
      event.preventDefault();
      leave(form);
    } else if (form.matches("[data-lock]") && anyDirty()) {
      event.preventDefault();
      Promise.race([keepAll(), new Promise((done) => { setTimeout(done, 2 * SECOND); })]).then(() => form.submit());
    }
  });

  // ---- keys ------------------------------------------------------------------------------------------------
  const isTyping = (element) => element.isContentEditable || element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");
  let lastEscape = 0;

  function pressed(event) {
    if (event.key === "Escape") {
      const exit = one("form[data-quick-exit]");
      if (exit && event.timeStamp - lastEscape < 700) leave(exit);
      lastEscape = event.timeStamp;
      one(".rail .menu[open]")?.removeAttribute("open");
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const onSlash = event.code === "Slash";
    if (event.key === "?" || (onSlash && event.shiftKey)) showKeys(event);
    else if (event.key === "/" || onSlash) findBox(event);
  }

  function showKeys(event) {
    event?.preventDefault();
    const sheet = one("[data-shortcuts]");
    if (sheet && !sheet.open) sheet.showModal();
  }

  function findBox(event) {
    const search = one("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  }

  document.addEventListener("keydown", pressed);
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (target.closest("[data-show-keys]")) showKeys();
    if (target.closest("[data-print]")) print();
    const menu = one(".rail .menu[open]");
    if (menu && !menu.contains(target)) menu.removeAttribute("open");
  });

  // ---- the idle lock: typing counts, a warning a minute ahead --------------------------------------------------
  const { locksAt, now, touchUrl } = body.dataset;
  const skew = now ? Number(now) * SECOND - Date.now() : 0;
  const idle = one("[data-idle]"), idleText = one("[data-idle-text]");
  let shutsAt = Number(locksAt ?? 0) * SECOND, touchedAt = Date.now(), touching = false, shut = false;
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("komek-lock") : null;
  const left = () => shutsAt - (Date.now() + skew);

  async function touch() {
    if (!touchUrl || touching) return;
    touching = true;
    touchedAt = Date.now();
    try {
      const answer = await (await post(touchUrl, new URLSearchParams(), { redirect: "error" })).json();
      opensUntil(answer.locks_at * SECOND);
      tabs?.postMessage(shutsAt);
    } catch { /* the clock goes on; the next key tries again */ } finally { touching = false; }
  }

  function opensUntil(instant) {
    shutsAt = Math.max(shutsAt, instant || 0);
    showLeft();
  }

  function showLeft() {
    const minutes = Math.max(1, Math.ceil((left() - 2 * SECOND) / MINUTE));
    for (const part of document.querySelectorAll("[data-lock-text]")) part.textContent = fill(part.dataset.text, { minutes });
    if (!idle) return;
    idle.hidden = left() > MINUTE;
    const seconds = Math.max(0, Math.ceil(left() / SECOND / 15) * 15);
    const text = fill(idleText.dataset.text, { seconds });
    if (!idle.hidden && idleText.textContent !== text) idleText.textContent = text;
    if (idle.hidden) idleText.textContent = "";
  }

  // Locked: the page is covered, what is unsaved is kept trying, then the page is asked for anew (the gate answers).
  function lockNow() {
    shut = true;
    one("[data-veil]").hidden = false;
    one(".frame").inert = true;
    idle.hidden = true;
    const go = () => { if (!anyDirty()) location.assign(location.pathname + location.search); };
    keepAll().then(go);
    setInterval(go, 2 * SECOND);
  }

  function active() {
    if (shut || Date.now() - touchedAt < (left() < 2 * MINUTE ? 2 * SECOND : MINUTE)) return;
    touch();
  }

  if (shutsAt && idle) {
    for (const kind of ["input", "keydown", "pointerdown"]) document.addEventListener(kind, active, { passive: true });
    one("[data-idle-stay]").addEventListener("click", touch);
    if (tabs) tabs.onmessage = (event) => opensUntil(event.data);
    setInterval(() => { if (!shut) { showLeft(); if (left() <= 0) lockNow(); } }, SECOND);
    showLeft();
  }

  // ---- small things ------------------------------------------------------------------------------------------
  for (const hidden of document.querySelectorAll("[data-needs-js]")) hidden.hidden = false;
  one("[data-error-summary]")?.focus();
})();
