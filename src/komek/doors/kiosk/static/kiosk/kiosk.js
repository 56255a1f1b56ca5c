// A kiosk works without this script. With it: a question after a minute without a touch, a voice where there is one,
// buttons that move a long text, and a worker that keeps screens for when nobody answers.
(() => {
  const { start, worker, idle, warning } = document.body.dataset;
  const seconds = Number(idle);
  const dialog = document.getElementById("still");
  let last = Date.now();
  let warned = 0;
  let playing = false;

  if ("serviceWorker" in navigator) navigator.serviceWorker.register(worker).catch(() => {});

  // Nobody's way back: the next one begins at the first screen.
  let leaving = false;
  const leave = () => { if (!leaving) location.replace(start); leaving = true; };

  const touched = () => { if (!dialog?.open) last = Date.now(); };
  for (const kind of ["pointerdown", "pointermove", "keydown", "wheel", "touchmove"]) addEventListener(kind, touched, { passive: true });
  document.getElementById("read")?.addEventListener("scroll", touched, { passive: true });

  const chime = () => {
    try {
      const sound = new AudioContext();
      const tone = sound.createOscillator();
      const loud = sound.createGain();
      tone.frequency.value = 660;
      loud.gain.setValueAtTime(.08, sound.currentTime);
      loud.gain.exponentialRampToValueAtTime(.001, sound.currentTime + .8);
      tone.connect(loud).connect(sound.destination);
      tone.start();
      tone.stop(sound.currentTime + .8);
      tone.onended = () => sound.close();
    } catch { /* a kiosk without a loudspeaker */ }
  };

  const count = document.getElementById("still-count");
  const says = count?.dataset.says ?? "";
  const stay = () => { dialog.close(); warned = 0; last = Date.now(); };
  document.getElementById("more")?.addEventListener("click", stay);
  dialog?.addEventListener("cancel", (event) => { event.preventDefault(); stay(); });

  // The clock of the machine is asked, not how often this ran: a sleeping window counts too.
  const look = () => {
    const now = Date.now();
    if (playing) last = now;
    if (!dialog || !seconds) return;
    if (!dialog.open && now - last >= seconds * 1000) {
      warned = now;
      count.textContent = says.replace("{count}", warning);
      dialog.showModal();
      chime();
    }
    if (dialog.open) {
      const left = Math.ceil(Number(warning) - (now - warned) / 1000);
      if (left <= 0) leave();
      else count.textContent = says.replace("{count}", String(left));
    }
  };
  setInterval(look, 250);

  // The first screen asks for what is new now and then; a screen kept in memory is never shown to the next one.
  if (!seconds) setTimeout(() => location.reload(), 10 * 60 * 1000);
  addEventListener("pageshow", (event) => { if (event.persisted) leave(); });
  addEventListener("contextmenu", (event) => event.preventDefault());

  const read = document.getElementById("read");
  for (const button of document.querySelectorAll("[data-scroll]")) {
    button.addEventListener("click", () => {
      const gentle = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
      read.scrollBy({ top: Number(button.dataset.scroll) * read.clientHeight * .8, behavior: gentle });
    });
  }
  const roomy = () => {
    const more = read && read.scrollHeight > read.clientHeight + 4;
    for (const button of document.querySelectorAll("[data-scroll]")) button.hidden = !more;
  };
  roomy();
  addEventListener("resize", roomy);
  document.fonts?.ready.then(roomy);

  const listen = document.getElementById("listen");
  if (listen) {
    listen.hidden = false;
    const sounds = listen.dataset.sounds.split(" ");
    const heard = [...document.querySelectorAll("[data-heard]")];
    const voice = new Audio();
    const mark = (at) => heard.forEach((part, number) => part.classList.toggle("now", number === at));
    let at = 0;
    const stop = () => { playing = false; voice.pause(); mark(-1); listen.setAttribute("aria-pressed", "false"); };
    const play = (number) => {
      if (number >= sounds.length) { stop(); return; }
      at = number;
      playing = true;
      mark(number);
      heard[number]?.scrollIntoView({ block: "nearest" });
      listen.setAttribute("aria-pressed", "true");
      voice.src = sounds[number];
      voice.play().catch(stop);
    };
    voice.addEventListener("ended", () => play(at + 1));
    voice.addEventListener("error", stop);
    listen.addEventListener("click", () => (playing ? stop() : play(0)));
  }
})();
