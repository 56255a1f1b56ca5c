// Leave at once (the button, or Escape twice), and print. A page without this script leaves by a plain link.
(() => {
  const exit = document.getElementById("exit");
  const leave = (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    document.title = "…";
    location.replace(exit.href);
  };
  exit?.addEventListener("click", leave);
  let last = -1e9;
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (exit && event.timeStamp - last < 700) leave(event);
    last = event.timeStamp;
  });
  const paper = document.getElementById("print");
  if (paper) { paper.hidden = false; paper.addEventListener("click", () => print()); }
})();
