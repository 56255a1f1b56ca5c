// An open contact keeps the session from locking for an hour: the server decides, this only asks every two minutes.
// Without this file the idle lock runs as ever, and what was typed is kept as a draft.
(() => {
  "use strict";
  const form = document.querySelector("form[data-hold-url]");
  if (!form) return;
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("komek-lock") : null;
  const every = 2 * 60 * 1000;
  let timer = 0;

  async function hold() {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    try {
      const answer = await fetch(form.dataset.holdUrl, {
        method: "POST", credentials: "same-origin", redirect: "error",
        headers: { "X-CSRFToken": token, Accept: "application/json" },
        body: new URLSearchParams({ hold: form.dataset.hold }),
      });
      if (answer.status === 422) clearInterval(timer); // the hour is over
      if (!answer.ok) return;
      tabs?.postMessage((await answer.json()).locks_at * 1000);
    } catch { /* the next turn tries again; the idle lock runs as ever */ }
  }

  timer = setInterval(hold, every);
})();
