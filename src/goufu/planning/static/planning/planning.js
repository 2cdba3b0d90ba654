// The page where a project is written. Without scripts its buttons do the same.
const form = document.querySelector(".plan-form");
let leaving = false;

// A suggested catalogue entry is chosen by one click, as if it had been picked from the list.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-choose]");
  if (!button) return;
  const field = document.getElementById(button.dataset.for);
  field.value = button.dataset.choose;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
});

// The class of service follows from the entry that is chosen, and is asked where there is none.
form.addEventListener("change", ({ target }) => {
  if (target.name !== "entry") return;
  const field = form.elements.service_class;
  const code = target.value && target.selectedOptions[0].text;
  if (code) field.value = code.startsWith("A") ? "public" : "auxiliary";
  field.disabled = Boolean(code);
});

// While two versions stand beside each other, nothing is saved but by a button pressed since.
const differences = () => document.getElementById("differences");
form.addEventListener("htmx:beforeRequest", (event) => differences() && event.preventDefault());

// A button waits for the save that is under way, so that the page does not overtake itself; pressed twice, it is once.
form.addEventListener("submit", (event) => {
  const saving = form.classList.contains("htmx-request");
  if (saving || leaving) event.preventDefault();
  if (saving) form.addEventListener("htmx:afterRequest", () => proceed(event.submitter), { once: true });
  else leaving = true;
});
function proceed(button) {
  if (differences()) differences().scrollIntoView();
  else form.requestSubmit(button);
}
form.addEventListener("htmx:beforeRequest", (event) => leaving && event.preventDefault());
addEventListener("pageshow", () => { leaving = false; });

// What could not be sent is said; it stays in the form.
for (const failed of ["htmx:sendError", "htmx:responseError"]) {
  form.addEventListener(failed, () => {
    const saved = document.getElementById("saved");
    saved.classList.add("wrong");
    saved.textContent = form.dataset.unsaved;
  });
}
