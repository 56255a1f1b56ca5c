// Keeps screens in the browser, so that a kiosk shows something when nobody answers.
// What comes is kept; when nothing comes: the same screen as it was kept, else the same without its question, else the
// screen of a person in that language, else the first screen. Nothing of a person is in any address.
const KEPT = "kiosk-2";
const START = new URL("./", self.location).pathname;
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(first().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  event.respondWith(event.request.mode === "navigate" ? screen(event.request) : part(event.request));
});

// The first screen, what it is drawn with, and in each language where to go and whom to ask.
async function first() {
  const kept = await caches.open(KEPT);
  const answer = await fetch(START, { cache: "no-store" });
  if (!answer.ok) throw new Error("no first screen");
  const page = await answer.clone().text();
  await kept.put(START, answer);
  const near = [...page.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map((found) => found[1].replaceAll("&amp;", "&"));
  const wanted = new Set(near);
  for (const path of near) {
    if (path.startsWith(START) && /^[a-z]{2}(-[a-z]+)?\/$/.test(path.slice(START.length))) wanted.add(path + "person/");
  }
  for (const font of ["Regular", "Bold"]) wanted.add(`/static/face/vendor/noto/NotoSans-${font}.woff2`);
  await Promise.all([...wanted].map((path) => keep(kept, path)));
}

async function keep(kept, path) {
  try {
    const answer = await fetch(path, { cache: "no-store" });
    if (answer.ok) await kept.put(path, answer);
  } catch { /* it is kept when it is opened */ }
}

async function screen(request) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await Promise.race([fetch(request), late()]);
    if (answer.ok) {
      await kept.put(request.url, answer.clone());
      return answer;
    }
    if (answer.status < 500) return answer;
  } catch { /* nobody answers */ }
  const person = /^[a-z]{2}(-[a-z]+)?\/person\//.exec(new URL(request.url).pathname.slice(START.length));
  return (await kept.match(request.url))
    || (await kept.match(request.url, { ignoreSearch: true }))
    || (person && (await kept.match(START + person[0], { ignoreSearch: true })))
    || (await kept.match(START))
    || Response.error();
}

async function part(request) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.status === 200) await kept.put(request.url, answer.clone());
    return answer;
  } catch {
    return (await kept.match(request.url, { ignoreSearch: true })) || Response.error();
  }
}

function late() {
  return new Promise((_, refuse) => { setTimeout(() => refuse(new Error("late")), PATIENCE); });
}
