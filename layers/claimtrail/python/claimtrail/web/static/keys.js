// Keys: every one does what a link or a button of the page does, so nothing needs the script.
(() => {
  "use strict";
  const rows = () => [...document.querySelectorAll("[data-rows] tbody tr")];
  let going = false;

  const at = () => rows().findIndex((row) => row.classList.contains("at"));
  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const here = at();
    const next = Math.min(Math.max(here + step, 0), all.length - 1);
    all.forEach((row) => row.classList.remove("at"));
    const row = all[here < 0 ? 0 : next];
    row.classList.add("at");
    const link = row.querySelector("a");
    (link || row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const open = () => rows()[at()]?.querySelector("a")?.click();
  const select = () => rows()[at()]?.querySelector("input[type=checkbox]")?.click();
  const help = () => {
    const keys = document.getElementById("keys");
    if (keys && !keys.open) keys.showModal();
  };
  const search = () => {
    const field = document.getElementById("search");
    field?.focus();
    field?.select();
  };
  const keys = { j: () => move(1), k: () => move(-1), o: open, x: select, "/": search, "?": help };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    if (target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select, dialog")) {
      if (event.key === "Escape" && target instanceof HTMLElement) target.blur();
      return;
    }
    if (going) {
      going = false;
      const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (link) {
        event.preventDefault();
        location.assign(link.getAttribute("href"));
      }
      return;
    }
    if (event.key === "g") {
      going = true;
      setTimeout(() => { going = false; }, 1500);
      return;
    }
    const opened = document.querySelector(`summary[data-key="${CSS.escape(event.key)}"]`);
    if (opened) {
      event.preventDefault();
      opened.parentElement.open = true;
      opened.parentElement.querySelector("button, input:not([type=hidden]), select")?.focus();
      return;
    }
    const action = keys[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });

  // A menu closes when the reader goes on elsewhere.
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    });
  });

  // All rows of the page at once, where rows can be selected.
  document.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLInputElement) || event.target.id !== "select-all") return;
    document.querySelectorAll("td.select input").forEach((box) => {
      box.checked = event.target.checked;
    });
  });
})();
