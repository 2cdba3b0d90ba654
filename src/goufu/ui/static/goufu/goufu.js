// What plain HTML cannot do by itself. Every page works without it.

function grow(text) {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

if (!CSS.supports("field-sizing", "content")) {
  document.addEventListener("input", ({ target }) => target.matches?.(".gf-grow") && grow(target));
  document.querySelectorAll(".gf-grow").forEach(grow);
}

document.addEventListener("click", ({ target }) => target.closest("[data-print]") && window.print());

// What is wrong is read first.
document.querySelector(".gf-errors")?.focus();

// Menus close with Escape and when one goes elsewhere.
function closeMenus(except) {
  document.querySelectorAll(".gf-menu[open]").forEach((menu) => menu !== except && (menu.open = false));
}
document.addEventListener("click", ({ target }) => closeMenus(target.closest(".gf-menu")));
document.addEventListener("keydown", ({ key, target }) => {
  if (key !== "Escape") return;
  const menu = target.closest(".gf-menu[open]");
  closeMenus();
  menu?.querySelector("summary").focus();
});

// An answer from another address, as when the session has ended, is a page of its own, not a part of this one.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, boosted, pathInfo } = event.detail;
  if (!boosted || !xhr.responseURL) return;
  const asked = new URL(pathInfo.requestPath, location.href);
  if (new URL(xhr.responseURL).pathname === asked.pathname) return;
  event.preventDefault();
  location.assign(xhr.responseURL);
});
